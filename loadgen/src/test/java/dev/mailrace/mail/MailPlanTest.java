package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class MailPlanTest {
    private static final long SEED = 1;

    private final MailPlan plan = new MailPlan(
            "r1",
            Corpus.generated(SizeDistribution.parse("100-8k:2,16k:1"), SEED),
            new Envelopes(Feed.ofSenders("s%d@example.test", 1, 3), Feed.ofAddresses("r%03d@example.test", 1, 5), 2));

    private final Path folder;

    MailPlanTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void sendersAndRecipientsTakeTurns() {
        assertThat(envelope(0)).isEqualTo("s1@example.test: r001@example.test r002@example.test");
        assertThat(envelope(1)).isEqualTo("s2@example.test: r003@example.test r004@example.test");
        assertThat(envelope(2)).isEqualTo("s3@example.test: r005@example.test r001@example.test");
        assertThat(envelope(3)).isEqualTo("s1@example.test: r002@example.test r003@example.test");
    }

    private String envelope(long sequence) {
        ByteBuf out = Unpooled.buffer();
        plan.writeSender(sequence, out);
        out.writeByte(':');
        for (int i = 0; i < plan.recipients(); i++) {
            out.writeByte(' ');
            plan.writeRecipient(sequence, i, out);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void theHeaderShowsTheEnvelope() {
        assertThat(SentMessage.of(plan, 1).checked().header())
                .contains("\r\nFrom: s2@example.test\r\nTo: r003@example.test,\r\n r004@example.test\r\n");
    }

    @Test
    void everyMessageIsRecognised() {
        for (long sequence = 0; sequence < 500; sequence++) {
            SentMessage sent = SentMessage.of(plan, sequence).checked();
            assertThat(Stamp.find(sent.bytes()))
                    .isEqualTo(new Stamp.Mark("r1", sequence, SentMessage.dueMicros(sequence)));
        }
    }

    @Test
    void aStampOfAnotherMessageIsOurMistake() {
        Stamp stamp = plan.newStamp();
        stamp.set(1, 0);
        assertThatThrownBy(() -> plan.message(2).writeHead(stamp, Unpooled.buffer()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stamp: 1 (expected: 2)");
    }

    @Test
    void aPlanNamesItself() {
        assertThat(plan)
                .hasToString("run r1: generated text, 100-8k:2,16k:1 bytes; from s%d@example.test, 1..3;"
                        + " to r%03d@example.test, 1..5, 2 a message");
    }

    @Test
    void sendingGeneratedTextAllocatesNothing() {
        checkAllocatesNothing(plan);
    }

    @Test
    void sendingGeneratedBase64AllocatesNothing() {
        checkAllocatesNothing(new MailPlan(
                "r1",
                Corpus.generated(GeneratedContent.BASE64, SizeDistribution.parse("100-8k"), SEED),
                plan.envelopes()));
    }

    @Test
    void sendingFilesToListedPeopleAllocatesNothing() throws IOException {
        Files.writeString(folder.resolve("a.eml"), "A: b\n\nhi\n");
        Files.writeString(folder.resolve("b.eml"), "A: b\n\nho\n");
        Feed listed = Feed.ofAddresses("a@example.test,b@example.test,c@example.test", 1, 1);
        checkAllocatesNothing(
                new MailPlan("r1", Corpus.ofFiles(folder, SEED, false), new Envelopes(listed, listed, 3)));
    }

    private static void checkAllocatesNothing(MailPlan plan) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        int messages = 10_000;
        Stamp stamp = plan.newStamp();
        Message message = plan.message(0);
        // Outside Netty's leak detection, which allocates.
        ByteBuf out = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(1 << 16));
        send(plan, message, stamp, out, messages);
        send(plan, message, stamp, out, messages);
        long before = threads.getThreadAllocatedBytes(thread);
        send(plan, message, stamp, out, messages);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(allocated).as("bytes for %d messages", messages).isLessThan(messages);
    }

    /** A thousand messages a second, as the date is made anew each second. */
    private static void send(MailPlan plan, Message message, Stamp stamp, ByteBuf out, int messages) {
        for (long sequence = 0; sequence < messages; sequence++) {
            out.clear();
            stamp.set(sequence, SentMessage.DUE_MICROS + sequence * 1000);
            plan.writeSender(sequence, out);
            for (int i = 0; i < plan.recipients(); i++) {
                plan.writeRecipient(sequence, i, out);
            }
            message.set(sequence);
            message.writeHead(stamp, out);
            out.writeBytes(message.body(true), 0, message.bodyBytes(true));
            message.writeTail(out);
            if (message.sizeBytes() > out.writerIndex()) {
                throw new IllegalStateException("message " + sequence + " is too short");
            }
        }
    }
}
