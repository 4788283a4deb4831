package dev.mailrace.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection of a {@link SimulatedNetwork}. It behaves as Netty's socket channels do: partial writes, a read
 * of many pieces, no half-closure, and an error that is told once what came before it was read.
 */
final class SimulatedChannel extends AbstractChannel {
    private enum State {
        NEW,
        ACTIVE,
        CLOSED
    }

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1_024);

    private final SimulatedNetwork network;
    private final boolean ofServer;
    private final DefaultChannelConfig config = new Config();
    private State state = State.NEW;
    private @Nullable Link link;
    private @Nullable Wire in;
    private @Nullable Wire out;
    private @Nullable ChannelPromise connecting;
    private boolean wantsRead;
    private boolean readScheduled;
    private boolean writesFail;
    private long readNanos; // of the last read

    SimulatedChannel(SimulatedNetwork network, boolean ofServer) {
        super(null);
        this.network = network;
        this.ofServer = ofServer;
    }

    /** All buffers are the network's. */
    private final class Config extends DefaultChannelConfig {
        Config() {
            super(SimulatedChannel.this);
        }

        @Override
        public ByteBufAllocator getAllocator() {
            return network.buffers();
        }

        @Override
        public ChannelConfig setAllocator(ByteBufAllocator allocator) {
            return this;
        }
    }

    SimulatedNetwork network() {
        return network;
    }

    EventLoop loop() {
        return ofServer ? network.serverLoop() : eventLoop();
    }

    /** The connection is there; a server's end is not yet registered then. */
    void connected(Link by, Wire from, Wire to) {
        link = by;
        in = from;
        out = to;
        if (ofServer) {
            state = State.ACTIVE;
        }
    }

    /** The client's end learns of it. */
    void established() {
        ChannelPromise promise = connecting;
        if (state == State.NEW && promise != null) {
            state = State.ACTIVE;
            connecting = null;
            promise.setSuccess();
            pipeline().fireChannelActive();
            arrived();
        }
    }

    void refused() {
        ChannelPromise promise = connecting;
        if (promise != null) {
            connecting = null;
            promise.setFailure(new ConnectException("Connection refused"));
            unsafe().closeForcibly();
        }
    }

    // Reading.

    /** Something came, or the end. */
    void arrived() {
        if (wantsRead && !readScheduled && state == State.ACTIVE && isRegistered()) {
            readScheduled = true;
            long gap = ofServer && link != null ? link.serverReadGapNanos() : 0;
            long delay = Math.max(0, readNanos + gap - network.time().nanoTime());
            loop().schedule(this::read0, gap == 0 ? 0 : delay, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    protected void doBeginRead() {
        wantsRead = true;
        Wire from = in;
        if (from != null && (from.available() > 0 || from.end() != null)) {
            arrived();
        }
    }

    @SuppressWarnings("deprecation") // There is no other name for what channels read with.
    private void read0() {
        readScheduled = false;
        Wire from = in;
        if (!wantsRead || state != State.ACTIVE || from == null || link == null) {
            return;
        }
        wantsRead = false;
        readNanos = network.time().nanoTime();
        int most = ofServer ? link.serverReadBytesMax() : Integer.MAX_VALUE;
        RecvByteBufAllocator.Handle handle = unsafe().recvBufAllocHandle();
        handle.reset(config);
        boolean goOn = from.available() > 0;
        while (goOn) {
            ByteBuf buffer = handle.allocate(alloc());
            int bytes = Math.min(Math.min(most, from.available()), buffer.writableBytes());
            handle.attemptedBytesRead(buffer.writableBytes());
            from.read(buffer, bytes);
            handle.lastBytesRead(bytes);
            handle.incMessagesRead(1);
            pipeline().fireChannelRead(buffer);
            goOn = from.available() > 0 && bytes < most && handle.continueReading() && state == State.ACTIVE;
        }
        handle.readComplete();
        pipeline().fireChannelReadComplete();
        if (state == State.ACTIVE && from.available() == 0 && from.end() != null) {
            wantsRead = false;
            if (from.end() == Wire.End.RESET) {
                pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
            }
            unsafe().close(newPromise());
        }
    }

    // Writing.

    @Override
    protected void doWrite(ChannelOutboundBuffer pending) throws IOException {
        Wire to = out;
        for (Object message = pending.current(); message != null; message = pending.current()) {
            ByteBuf buffer = (ByteBuf) message;
            if (writesFail || to == null) {
                throw new IOException("Broken pipe");
            }
            if (!buffer.isReadable()) {
                pending.remove();
                continue;
            }
            int bytes = Math.min(to.room(), buffer.readableBytes());
            if (bytes == 0) {
                return;
            }
            to.take(buffer, bytes);
            pending.progress(bytes);
            if (bytes == buffer.readableBytes()) {
                pending.remove();
            } else {
                buffer.skipBytes(bytes);
            }
        }
    }

    /** The other end is gone. */
    void writesFail() {
        writesFail = true;
        roomCame();
    }

    void roomCame() {
        if (state == State.ACTIVE && isRegistered()) {
            ((SimulatedUnsafe) unsafe()).writeAgain();
        }
    }

    // The rest.

    @Override
    protected void doClose() {
        State before = state;
        state = State.CLOSED;
        Wire from = in;
        Wire to = out;
        if (before == State.ACTIVE && from != null && to != null) {
            to.end(from.available() > 0 ? Wire.End.RESET : Wire.End.FIN); // RFC 2525 §2.17
        }
        ChannelPromise promise = connecting;
        if (promise != null) {
            connecting = null;
            promise.tryFailure(new ClosedChannelException());
        }
        network.ended(this);
    }

    /** After a failed write, where the channel is not to be closed for it. */
    @Override
    protected void doShutdownOutput() {
        writesFail = true;
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("no bind here");
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return LOCAL;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return LOCAL;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return state != State.CLOSED;
    }

    @Override
    public boolean isActive() {
        return state == State.ACTIVE;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new SimulatedUnsafe();
    }

    private final class SimulatedUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            if (promise.setUncancellable() && ensureOpen(promise)) {
                connecting = promise;
                network.connect(SimulatedChannel.this);
            }
        }

        /** A flush of what is flushed already. */
        void writeAgain() {
            flush0();
        }
    }
}
