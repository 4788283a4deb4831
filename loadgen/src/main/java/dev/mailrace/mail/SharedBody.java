package dev.mailrace.mail;

import dev.mailrace.fault.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** Bytes that every shard sends at the same time: direct, read-only, and freed by the JVM when unreferenced. */
final class SharedBody {
    private SharedBody() {}

    /**
     * An empty buffer to fill, and to {@link #freeze} then.
     *
     * @param bytes its exact capacity
     * @throws Refusal when the JVM has no room for it
     */
    static ByteBuf allocate(int bytes) {
        try {
            // Not Unpooled.directBuffer: there is no point at which to release it.
            return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes)).clear();
        } catch (OutOfMemoryError e) {
            throw new Refusal("content", bytes + " bytes", "less, or more memory: -XX:MaxDirectMemorySize", e);
        }
    }

    /**
     * The bytes for everybody.
     *
     * @param filled given away
     */
    static ByteBuf freeze(ByteBuf filled) {
        /*
         * The read-only view does more than forbid writes: it makes a NIO buffer for each caller, where the buffer
         * below would lend its only one to several loops. Without counting, loops do not fight for the count.
         */
        return Unpooled.unreleasableBuffer(filled.asReadOnly());
    }
}
