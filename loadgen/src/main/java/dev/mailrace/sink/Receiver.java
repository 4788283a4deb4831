package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;

/** Is given the messages that a sink accepts. Any loop of the sink may use it. */
public interface Receiver {
    /** For one session, which gives it one message after the other, on its loop. */
    Intake newIntake(EventExecutor loop);

    /** Takes one message at a time: recipients, content in pieces, then whether it was accepted. All bytes are borrowed. */
    interface Intake {
        /** The next recipient: an address without its brackets, from {@code start} to {@code end}. */
        void recipient(byte[] line, int start, int end);

        /**
         * The next {@code count} bytes of the content, from the reader index on.
         *
         * @param stuffed whether they follow DATA: lines that begin with a dot have another before it, and at last comes the line
         *     of one dot
         */
        void content(ByteBuf in, int count, boolean stuffed);

        /** The message is accepted. */
        void accepted();

        /** There is no message any more, accepted or not. */
        void end();
    }
}
