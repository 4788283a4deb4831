package dev.mailrace.simulation;

import dev.mailrace.net.InProcessAddress;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network with one server in it, in simulated time and from one seed: whole classes of its faults are on or off.
 *
 * <p>Its address is given to whoever is to connect.
 */
public final class SimulatedNetwork extends InProcessAddress {
    private static final long serialVersionUID = 1;
    private static final int[] BUFFER_BYTES = {1 << 10, 1 << 13, 1 << 16, 1 << 18, 1 << 20};
    private static final int[] SEGMENT_BYTES = {1, 7, 100, 1_460, 65_536, 1 << 20};

    private final transient SimulatedTime time;
    private final transient EventLoop serverLoop;
    private final transient Consumer<Channel> server;
    private final transient CountedBuffers buffers = new CountedBuffers();
    private final transient SplittableRandom random;
    private final transient Set<SimulatedChannel> open = new LinkedHashSet<>();
    private final transient Link link;
    private final transient List<Link.How> cuts;
    private final int refusedInThousand;
    private final int unansweredInThousand;
    private final int cutInThousand;

    /**
     * A network in which all may go wrong that the seed says.
     *
     * @param server prepares the server's end of each new connection
     */
    public SimulatedNetwork(SimulatedTime time, long seed, Consumer<Channel> server) {
        this.time = time;
        this.serverLoop = time.newLoop();
        this.server = server;
        random = new SplittableRandom(seed);
        cuts = List.of(Link.How.values()).stream()
                .filter(how -> random.nextInt(3) == 0)
                .toList();
        refusedInThousand = random.nextInt(4) == 0 ? random.nextInt(300) : 0;
        unansweredInThousand = random.nextInt(6) == 0 ? random.nextInt(200) : 0;
        cutInThousand = cuts.isEmpty() ? 0 : random.nextInt(500);
        boolean narrow = random.nextInt(3) == 0;
        link = new Link(
                1_000 + random.nextLong(TimeUnit.MILLISECONDS.toNanos(random.nextInt(4) == 0 ? 40 : 1)),
                random.nextBoolean() ? random.nextLong(TimeUnit.MILLISECONDS.toNanos(3)) : 0,
                narrow ? BUFFER_BYTES[random.nextInt(3)] : 1 << 20,
                random.nextInt(3) == 0 ? SEGMENT_BYTES[random.nextInt(6)] : 1 << 20,
                narrow && random.nextBoolean() ? 200 + random.nextInt(4_000) : 1 << 20,
                narrow && random.nextBoolean() ? random.nextLong(TimeUnit.MILLISECONDS.toNanos(20)) : 0,
                null);
    }

    /** A network in which nothing goes wrong but what {@code link} says. */
    public SimulatedNetwork(SimulatedTime time, Link link, Consumer<Channel> server) {
        this.time = time;
        this.serverLoop = time.newLoop();
        this.server = server;
        this.random = new SplittableRandom(0);
        this.link = link;
        this.cuts = List.of();
        this.refusedInThousand = 0;
        this.unansweredInThousand = 0;
        this.cutInThousand = 0;
    }

    SimulatedTime time() {
        return time;
    }

    EventLoop serverLoop() {
        return serverLoop;
    }

    CountedBuffers buffers() {
        return buffers;
    }

    long jitter(long nanosMax) {
        return nanosMax == 0 ? 0 : random.nextLong(nanosMax);
    }

    /** Whether what one end says reaches the other exactly one latency later, always. */
    public boolean isExact() {
        return !isNarrow() && link.jitterNanos() == 0 && refusedInThousand == 0 && cutInThousand == 0 && !isSilent();
    }

    /** Whether the server may be slow to read. */
    public boolean isNarrow() {
        return link.bufferBytes() < 1 << 20 || link.serverReadGapNanos() > 0;
    }

    /** Whether somebody may be left without an answer, for ever. */
    public boolean isSilent() {
        return unansweredInThousand > 0 || (cutInThousand > 0 && cuts.contains(Link.How.SILENCE));
    }

    public long latencyNanos() {
        return link.latencyNanos();
    }

    /** Buffers that were made for channels and not released. */
    public int buffersInUse() {
        return buffers.inUse();
    }

    /** Channels that are open, of clients or of the server. */
    public long openEnds() {
        return open.size();
    }

    public void closeAll() {
        List.copyOf(open).forEach(SimulatedChannel::close);
    }

    @Override
    public Channel newChannel() {
        SimulatedChannel channel = new SimulatedChannel(this, false);
        open.add(channel);
        return channel;
    }

    void ended(SimulatedChannel channel) {
        open.remove(channel);
    }

    void connect(SimulatedChannel client) {
        long half = link.latencyNanos();
        if (strikes(unansweredInThousand)) {
            return;
        }
        if (strikes(refusedInThousand)) {
            client.eventLoop().schedule(client::refused, 2 * half, TimeUnit.NANOSECONDS);
            return;
        }
        Link own = strikes(cutInThousand) ? link.with(newCut()) : link;
        SimulatedChannel other = new SimulatedChannel(this, true);
        Wire toServer = new Wire(client, other, own, false);
        Wire toClient = new Wire(other, client, own, true);
        toServer.answers(toClient);
        toClient.answers(toServer);
        client.connected(own, toClient, toServer);
        other.connected(own, toServer, toClient);
        serverLoop.schedule(() -> accept(other), half, TimeUnit.NANOSECONDS);
        client.eventLoop().schedule(client::established, 2 * half, TimeUnit.NANOSECONDS);
    }

    private void accept(SimulatedChannel end) {
        open.add(end);
        server.accept(end);
        serverLoop.register(end);
    }

    private Link.@Nullable Cut newCut() {
        boolean fromServer = random.nextBoolean();
        int[] reach = {200, 2_000, 20_000};
        return new Link.Cut(
                cuts.get(random.nextInt(cuts.size())), fromServer, random.nextLong(reach[random.nextInt(3)]));
    }

    private boolean strikes(int inThousand) {
        return inThousand > 0 && random.nextInt(1_000) < inThousand;
    }

    @Override
    public String toString() {
        return "simulated";
    }
}
