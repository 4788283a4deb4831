package dev.mailrace.engine;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.mail.Stamp;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a simulated server took, byte for byte, and what it saw of its clients. */
final class Taken {
    /** @param stuffed whether it came behind DATA: with its dots stuffed */
    record Delivery(String content, boolean stuffed) {
        Stamp.@Nullable Mark mark() {
            return Stamp.find(Unpooled.wrappedBuffer(content.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Long> saidNanos = new ArrayList<>();
    long nestedMails;
    long longestSilenceNanos; // of a server that had stalled, until its client left

    @Nullable
    Throwable broken;

    void deliver(Delivery delivery) {
        deliveries.add(delivery);
        saidNanos.add(Long.MAX_VALUE);
    }

    /** It said otherwise. */
    void takeBack() {
        deliveries.remove(deliveries.size() - 1);
        saidNanos.remove(saidNanos.size() - 1);
    }

    /** The last that was taken is said to be at that time. */
    void said(long nanos) {
        saidNanos.set(saidNanos.size() - 1, nanos);
    }

    long count() {
        return deliveries.size();
    }

    /** When it said so of each, in the order in which it took them. */
    List<Long> saidNanos() {
        return saidNanos;
    }

    List<Stamp.Mark> marks() {
        List<Stamp.Mark> marks = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            Stamp.Mark mark = delivery.mark();
            if (mark == null) {
                throw new AssertionError("a message without a stamp: " + delivery.content());
            }
            marks.add(mark);
        }
        return marks;
    }

    /** What is wrong with the messages: twice the same, or not what the plan says; null: nothing. */
    @Nullable
    String complaint(MailPlan plan) {
        Set<Long> numbers = new HashSet<>();
        Stamp stamp = plan.newStamp();
        ByteBuf buffer = Unpooled.buffer();
        for (Delivery delivery : deliveries) {
            Stamp.Mark mark = delivery.mark();
            if (mark == null) {
                return "a message without a stamp: " + delivery.content();
            }
            if (!numbers.add(mark.sequence())) {
                return "message " + mark.sequence() + " twice";
            }
            stamp.set(mark.sequence(), mark.dueEpochMicros());
            Message message = plan.message(mark.sequence());
            buffer.clear();
            message.writeHead(stamp, buffer);
            buffer.writeBytes(message.body(delivery.stuffed()), 0, message.bodyBytes(delivery.stuffed()));
            message.writeTail(buffer);
            String expected = buffer.toString(StandardCharsets.ISO_8859_1);
            if (!expected.equals(delivery.content())) {
                return "message " + mark.sequence() + " is not what the plan says from "
                        + difference(expected, delivery.content());
            }
        }
        return null;
    }

    private static String difference(String expected, String actual) {
        int same = 0;
        while (same < expected.length() && same < actual.length() && expected.charAt(same) == actual.charAt(same)) {
            same++;
        }
        return "byte " + same + " on (" + expected.length() + " bytes expected, " + actual.length() + " came): "
                + actual.substring(same, Math.min(actual.length(), same + 80));
    }
}
