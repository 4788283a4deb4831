package dev.mailrace.bench.agents;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The line between machines: takes their Ethernet frames in VXLAN (RFC 7348 §5), holds each for a time, loses some, and sends on
 * what is left; nothing of or to those that are cut off. A machine's number is the last byte of its hardware address.
 *
 * <p>Two threads of its own; {@link #cut} and {@link #mend} may come from any. Memory: what {@value #HELD_MAX} frames take.
 */
final class Line implements AutoCloseable {
    private static final int VXLAN_PORT = 4789;
    private static final int FRAME_AT = 8; // behind the VXLAN header
    private static final int TO_AT = FRAME_AT + 5; // the last byte of the destination
    private static final int FROM_AT = TO_AT + 6;
    private static final int FRAME_BYTES_MAX = 1 << 16;
    private static final int HELD_MAX = 10_000;

    private record Held(ByteBuffer frame, int to, long dueNanos) {}

    private final DatagramChannel channel;
    private final long delayNanos;
    private final double loss;
    private final SplittableRandom random;
    private final LinkedBlockingQueue<Held> held = new LinkedBlockingQueue<>(HELD_MAX);
    private final boolean[] cut = new boolean[256]; // guarded by itself
    private final Thread sender = new Thread(this::send, "line-out");

    /**
     * @param delayNanos one way
     * @param loss share of the frames, 0 to 1
     */
    Line(String address, long delayNanos, double loss, long seed) throws IOException {
        this.delayNanos = delayNanos;
        this.loss = loss;
        this.random = new SplittableRandom(seed);
        channel = DatagramChannel.open().bind(new InetSocketAddress(address, VXLAN_PORT));
        Thread receiver = new Thread(this::receive, "line-in");
        receiver.setDaemon(true);
        receiver.start();
        sender.setDaemon(true);
        sender.start();
    }

    /** Where a machine is reached without delay. */
    static String near(int machine) {
        return "10.77.0." + (10 + machine);
    }

    /** Where others reach it by this line. */
    static String far(int machine) {
        return "10.78.0." + (10 + machine);
    }

    void cut(int machine) {
        set(machine, true);
    }

    void mend(int machine) {
        set(machine, false);
    }

    private void set(int machine, boolean isCut) {
        synchronized (cut) {
            cut[machine] = isCut;
        }
    }

    private boolean isCut(int from, int to) {
        synchronized (cut) {
            return cut[from] || cut[to];
        }
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(FRAME_BYTES_MAX);
        try {
            while (true) {
                buffer.clear();
                channel.receive(buffer);
                long nowNanos = System.nanoTime();
                buffer.flip();
                if (buffer.limit() > FROM_AT
                        && !isCut(buffer.get(FROM_AT) & 0xFF, buffer.get(TO_AT) & 0xFF)
                        && random.nextDouble() >= loss) {
                    ByteBuffer frame =
                            ByteBuffer.allocate(buffer.limit()).put(buffer).flip();
                    TcpChecksum.complete(frame, FRAME_AT);
                    held.offer(
                            new Held(frame, frame.get(TO_AT) & 0xFF, nowNanos + delayNanos)); // A full line loses it.
                }
            }
        } catch (ClosedChannelException e) {
            return; // It was closed here.
        } catch (IOException e) {
            System.err.println("agents: the line: " + e.getMessage());
        }
    }

    private void send() {
        try {
            while (true) {
                Held next = held.take();
                for (long left = next.dueNanos - System.nanoTime();
                        left > 0;
                        left = next.dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                if (next.to <= 9) { // Else it is for all, such as a question of the neighbours, who are known.
                    channel.send(next.frame, new InetSocketAddress(near(next.to), VXLAN_PORT));
                }
            }
        } catch (ClosedChannelException | InterruptedException e) {
            return; // It was closed here.
        } catch (IOException e) {
            System.err.println("agents: the line: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        sender.interrupt();
    }
}
