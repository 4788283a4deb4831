package dev.mailrace.simulation;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/** Buffers of the heap, whatever is asked for, each counted from its making to its release. Owned by one thread. */
public final class CountedBuffers extends AbstractByteBufAllocator {
    private int inUse;

    /** Made and not released. */
    public int inUse() {
        return inUse;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new Counted(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return new Counted(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    private final class Counted extends UnpooledHeapByteBuf {
        Counted(int initialCapacity, int maxCapacity) {
            super(CountedBuffers.this, initialCapacity, maxCapacity);
            inUse++;
        }

        @Override
        protected void deallocate() {
            inUse--;
            super.deallocate();
        }
    }
}
