package dev.mailrace.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** A whole message beside what was sent, where the two are not the same bytes. Owned by one thread. */
final class Comparison {
    private final Recogniser recognised;

    /** @param recognised has just recognised the message */
    Comparison(Recogniser recognised) {
        this.recognised = recognised;
    }

    /**
     * What differs; null: nothing that matters.
     *
     * @param likeliest of the plan's mails; the others are tried, too, for two may go to the same recipients
     */
    @Nullable
    Difference difference(int likeliest, byte[] received) {
        Difference first = ContentCheck.compare(sent(likeliest), received);
        for (int mail = 0; first != null && mail < recognised.plan().mails().size(); mail++) {
            if (mail != likeliest && ContentCheck.compare(sent(mail), received) == null) {
                return null;
            }
        }
        return first;
    }

    private byte[] sent(int mail) {
        Expected expected = recognised.expected(mail);
        expected.set(recognised.sequence(), recognised.dueMicros(), false);
        ByteBuf sent = Unpooled.buffer((int) expected.bytes());
        expected.writeFirst(expected.bytes(), sent);
        return ByteBufUtil.getBytes(sent);
    }
}
