package dev.mailrace.experiment;

import dev.mailrace.net.AddressText;
import dev.mailrace.net.Transport;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Caller;
import dev.mailrace.session.Connector;
import dev.mailrace.session.SessionSettings;
import dev.mailrace.session.Transcript;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The first sessions with a server, before any load: it has {@value #SECONDS_MAX} s in all, unless the user asked for more
 * with --timeout, and after a second of silence the user is told what it waits for.
 */
public final class FirstContact {
    static final int SECONDS_MAX = 10;

    private static final long SILENCE_SECONDS_MAX = 1;

    /**
     * What became of the session with one address.
     *
     * @param address the server's
     */
    public record Contact(SocketAddress address, SingleSession.Result result) {
        /** Whether there was a connection. */
        public boolean isReached() {
            return result.isReached();
        }
    }

    private final Transport transport;
    private final AddressRange sources;
    private final SessionSettings settings;
    private final Duration limit;
    private final Consumer<String> tell;
    private boolean told;

    /** @param sources sessions come from the first of them */
    public FirstContact(Transport transport, AddressRange sources, SessionSettings settings, Consumer<String> tell) {
        this.transport = transport;
        this.sources = sources;
        this.limit = settings.timeouts().untilEstablished(Duration.ofSeconds(SECONDS_MAX));
        this.settings = new SessionSettings(
                settings.hello(),
                settings.security(),
                settings.login(),
                settings.sending(),
                settings.timeouts().within(limit));
        this.tell = tell;
    }

    /** A session with each address, all at once. */
    List<Contact> all(SessionKind kind, Caller caller, Supplier<SingleSession> sessions) throws InterruptedException {
        List<CompletableFuture<SingleSession.Result>> results = new ArrayList<>();
        EventLoopGroup group = transport.group(1, "session");
        try {
            for (SocketAddress address : kind.addresses()) {
                results.add(begin(group.next(), sessions.get(), address, caller, null));
            }
            await(CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)), kind.target(), kind.addresses());
            List<Contact> contacts = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                contacts.add(new Contact(kind.addresses().get(i), results.get(i).join()));
            }
            return contacts;
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** One session with that address, written down. */
    public SingleSession.Result one(
            SingleSession session, Target target, SocketAddress address, Caller caller, Transcript transcript)
            throws InterruptedException {
        EventLoopGroup group = transport.group(1, "session");
        try {
            CompletableFuture<SingleSession.Result> result = begin(group.next(), session, address, caller, transcript);
            await(result, target, List.of(address));
            return result.join();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private CompletableFuture<SingleSession.Result> begin(
            EventLoop loop,
            SingleSession session,
            SocketAddress address,
            Caller caller,
            @Nullable Transcript transcript) {
        Connector connector = new Connector(loop, transport, address, settings);
        connector.from(sources.addresses());
        loop.execute(() -> session.begin(connector.connect(session, caller, transcript), loop, limit));
        return session.result();
    }

    private void await(CompletableFuture<?> end, Target target, List<SocketAddress> addresses)
            throws InterruptedException {
        try {
            if (!told) {
                try {
                    end.get(SILENCE_SECONDS_MAX, TimeUnit.SECONDS);
                    return;
                } catch (TimeoutException e) {
                    told = true;
                    tell.accept("mailrace: connecting to " + target + at(target, addresses) + " …");
                }
            }
            end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the session broke: " + e.getCause(), e.getCause());
        }
    }

    private static String at(Target target, List<SocketAddress> addresses) {
        String texts = addresses.stream().map(AddressText::of).collect(Collectors.joining(", "));
        return target.socket() != null || AddressText.isLiteral(target.host()) ? "" : " at " + texts;
    }
}
