package dev.mailrace.bench;

import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.mail.Stamp;
import dev.mailrace.wire.CommandWriter;
import dev.mailrace.wire.DotStuffer;
import io.netty.buffer.ByteBuf;

/** The messages that benchmarks send: 4 KiB, one recipient of a million, ten thousand a second. Owned by one thread. */
public final class Messages {
    private static final long FIRST_DUE_MICROS = 1_767_225_600_000_000L; // 2026-01-01
    private static final long SPACING_MICROS = 100;

    public final MailPlan plan = new MailPlan(
            "bench",
            Corpus.generated(SizeDistribution.parse("4k"), 1),
            new Envelopes(
                    Feed.ofSenders("load@mailrace.example", 0, 0),
                    Feed.ofAddresses("user%06d@mailrace.example", 0, 999_999),
                    1));
    private final Message content = plan.message(0);
    private final Stamp stamp = plan.newStamp();

    /** MAIL, RCPT and DATA. */
    public void writeEnvelope(long sequence, ByteBuf out) {
        CommandWriter.startMail(out);
        plan.writeSender(sequence, out);
        CommandWriter.endPath(out);
        CommandWriter.endLine(out);
        CommandWriter.startRcpt(out);
        plan.writeRecipient(sequence, 0, out);
        CommandWriter.endPath(out);
        CommandWriter.endLine(out);
        CommandWriter.data(out);
    }

    /** The beginning of a message of the plan, with its stamp. */
    public void writeHead(Message message, ByteBuf out) {
        long sequence = message.sequence();
        stamp.set(sequence, FIRST_DUE_MICROS + sequence * SPACING_MICROS);
        message.writeHead(stamp, out);
    }

    /** All of the content, with the final dot. */
    public void writeContent(long sequence, ByteBuf out) {
        content.set(sequence);
        writeHead(content, out);
        out.writeBytes(content.body(true), 0, content.bodyBytes(true));
        content.writeTail(out);
        DotStuffer.endOfContent(out);
    }
}
