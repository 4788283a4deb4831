package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.wire.ContentEnd;
import dev.mailrace.wire.DotStuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A message as it goes over the wire, put together as the engine does it; and what a server makes of it. */
record SentMessage(String wire) {
    static final long DUE_MICROS = 1_767_225_600_000_000L; // 2026-01-01 00:00:00 UTC.

    private static final int LINE_BYTES_MAX = 998; // RFC 5322 §2.1.1

    static SentMessage of(MailPlan plan, long sequence) {
        Stamp stamp = plan.newStamp();
        stamp.set(sequence, dueMicros(sequence));
        ByteBuf out = Unpooled.buffer();
        Message message = plan.message(sequence);
        message.writeHead(stamp, out);
        out.writeBytes(message.body(true), 0, message.bodyBytes(true));
        message.writeTail(out);
        DotStuffer.endOfContent(out);
        return new SentMessage(out.toString(StandardCharsets.ISO_8859_1));
    }

    /** The plan's next messages are due a microsecond apart. */
    static long dueMicros(long sequence) {
        return DUE_MICROS + sequence % 1_000_000;
    }

    ByteBuf bytes() {
        return Unpooled.wrappedBuffer(wire.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The message before stuffing, without the final dot (RFC 5321 §4.5.2). */
    String message() {
        String stuffed = "\r\n" + wire.substring(0, wire.length() - ".\r\n".length());
        return stuffed.replace("\r\n.", "\r\n").substring(2);
    }

    List<String> lines() {
        return List.of(message().split("\r\n", -1));
    }

    String header() {
        int blank = message().indexOf("\r\n\r\n");
        return blank < 0 ? message() : message().substring(0, blank + 2);
    }

    /** What follows the blank line; empty when there is none. */
    String text() {
        int blank = message().indexOf("\r\n\r\n");
        return blank < 0 ? "" : message().substring(blank + 4);
    }

    /** Checks what holds for every message, and that it ends exactly where it says. */
    SentMessage checked() {
        assertThat(new ContentEnd().find(bytes())).isEqualTo(wire.length());
        assertThat(message()).endsWith("\r\n");
        assertThat(message().replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
        assertThat(lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LINE_BYTES_MAX));
        assertThat(header().replaceAll("\r\n[ \t]+", " ").lines())
                .allSatisfy(field -> assertThat(field).matches("[!-9;-~]+ *:.*"));
        return this;
    }
}
