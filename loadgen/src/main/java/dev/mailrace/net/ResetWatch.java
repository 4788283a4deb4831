package dev.mailrace.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Finds the reset of a TCP connection that its channel was never told of. Owned by the channel's loop.
 *
 * <p>io_uring's channels poll with one request for all that is to come (multishot POLL_ADD), which tells of changes. Of
 * data and a reset that come together it tells once; the read takes the data, hears from the kernel that nothing is left
 * behind them (as it is told where a FIN is), and nobody ever asks again. One poll a read would, and costs a seventh
 * to a third more CPU a message. So the kernel is asked for the connection's state instead, once behind the last that was
 * read: a reset that comes later comes alone, and of that the channel is told.
 *
 * <p>What was received before the reset may still be on its way through the loop when the kernel is asked; so a reset
 * counts only at the next look, when nothing was heard until then.
 */
public final class ResetWatch {
    /** Between two looks: the third after the last bytes tells, so a reset is known within a second. */
    public static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** IPPROTO_TCP and TCP_INFO of Linux's netinet; four bytes of it are read, and the state is the first. */
    private static final ChannelOption<Integer> TCP_INFO = new IntegerUnixChannelOption("TCP_INFO", 6, 11);

    /** TCP_CLOSE of Linux's net/tcp_states.h: where a reset leaves a connection. */
    private static final int CLOSED = 7;

    private enum Silence {
        /** Something came since the last look. */
        BROKEN,
        /** Nothing came for the time of one look. */
        BEGUN,
        /** The connection stood: whatever ends it from now on, the channel will be told. */
        HARMLESS,
        /** The connection was gone. */
        GRAVE
    }

    private Silence silence = Silence.BROKEN;

    /** Whether channels of that transport need a watch. */
    public static boolean isNeeded(Transport transport) {
        return transport == Transport.IO_URING && IoUring.isPollAddMultishotEnabled();
    }

    /** Something was read, or could not be written. */
    public void heard() {
        silence = Silence.BROKEN;
    }

    /**
     * Looks; to be called every {@link #LOOK_NANOS}.
     *
     * @param channel of TCP, over a transport that needs a watch
     * @return whether the connection was reset
     */
    public boolean findsReset(Channel channel) {
        switch (silence) {
            case BROKEN -> silence = Silence.BEGUN;
            case BEGUN -> silence = isClosed(channel) ? Silence.GRAVE : Silence.HARMLESS;
            case HARMLESS -> {}
            case GRAVE -> {
                return true;
            }
        }
        return false;
    }

    private static boolean isClosed(Channel channel) {
        if (!channel.isActive()) {
            return false; // Not yet connected, or on its way out.
        }
        Integer info = channel.config().getOption(TCP_INFO);
        return info != null && (info & 0xff) == CLOSED; // Little-endian, as every machine that has this transport.
    }

    /** In the system's words. */
    public static IOException reset() {
        return new IOException("Connection reset by peer");
    }
}
