package dev.mailrace.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;

/**
 * A process as a member of a cluster: an actor system of its own, with few threads. Thread-safe.
 *
 * @param <M> what its only actor is told
 */
final class Node<M> implements AutoCloseable {
    static final String SYSTEM = "mailrace";

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final ActorSystem<M> system;

    /**
     * @param actor what it does with what it is told
     * @param told gets a line for whoever comes and is not believed, from any thread
     */
    Node(Behavior<M> actor, Door door, Consumer<String> told) {
        InetSocketAddress listen = door.listen();
        try {
            system = ActorSystem.create(
                    actor,
                    SYSTEM,
                    BootstrapSetup.create(config(door))
                            .and(SSLEngineProviderSetup.create(
                                    own -> new Strangers(new RotatingKeysSSLEngineProvider(own), told))));
        } catch (RuntimeException e) {
            throw new Refusal("listen", listen + ": " + SystemWords.of(e), "an address and a port of this machine", e);
        }
    }

    private static Config config(Door door) {
        Map<String, Object> own = new HashMap<>();
        own.put("pekko.remote.artery.canonical.hostname", door.listen().getHostString());
        own.put("pekko.remote.artery.canonical.port", door.listen().getPort());
        Door.Keys keys = door.keys();
        if (keys != null) {
            String ssl = "pekko.remote.artery.ssl.";
            own.put("pekko.remote.artery.transport", "tls-tcp");
            own.put(ssl + "rotating-keys-engine.cert-file", absolute(keys.certificate()));
            own.put(ssl + "rotating-keys-engine.key-file", absolute(keys.key()));
            own.put(ssl + "rotating-keys-engine.ca-cert-file", absolute(keys.authority()));
        }
        return ConfigFactory.parseMap(own)
                .withFallback(ConfigFactory.parseResources(Node.class, "pekko.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved(Node.class.getClassLoader()))
                .resolve();
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }

    ActorSystem<M> system() {
        return system;
    }

    /** Where others reach it. */
    Address address() {
        return Cluster.get(system).selfMember().address();
    }

    int port() {
        return (int) address().getPort().get();
    }

    /** Joins the cluster that {@code seed} has begun; its own begins one. */
    void join(Address seed) {
        Cluster.get(system).manager().tell(new JoinSeedNodes(List.of(seed)));
    }

    /** The address of a node elsewhere. */
    static Address addressOf(InetSocketAddress at) {
        return new Address("pekko", SYSTEM, at.getHostString(), at.getPort());
    }

    /** As people write it. */
    static String hostOf(Address node) {
        return node.getHost().get() + ":" + node.getPort().get();
    }

    /** Tells the actor of another node something, wherever it is; it may not arrive. */
    void tell(Address to, Wire message) {
        system.classicSystem().actorSelection(to + "/user").tell(message, org.apache.pekko.actor.ActorRef.noSender());
    }

    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return; // The process ends soon, and with it what is left.
        }
    }
}
