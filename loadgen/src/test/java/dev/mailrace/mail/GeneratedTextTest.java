package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class GeneratedTextTest {
    private static final long SEED = 42;
    private static final Feed SENDERS = Feed.of("from@example.test", 1, 1);
    private static final Feed RECIPIENTS = Feed.of("user%d@example.test", 1, 1000);

    @Test
    void theHeaderIsThis() {
        MailPlan plan = new MailPlan("r1", Corpus.generated(SizeDistribution.parse("0"), SEED), envelopes(2));
        assertThat(SentMessage.of(plan, 4).checked().wire()).isEqualTo("""
                X-Mailrace: run=r1; seq=4; due=1767225600000004
                Message-ID: <r1.0000000000000004@mailrace.example>
                Date: Thu, 01 Jan 2026 00:00:00 +0000
                From: from@example.test
                To: user9@example.test,
                 user10@example.test
                Subject: Mailrace 4
                MIME-Version: 1.0
                Content-Type: text/plain; charset=us-ascii

                .
                """.replace("\n", "\r\n"));
    }

    @Test
    void everySizeIsExactOrHeadersOnly() {
        for (int asked = 0; asked <= 1500; asked++) {
            checkSize(new MailPlan("r1", fixed(asked), envelopes(1)), 0, asked);
        }
    }

    @Test
    void sizesAreExactWhateverTheSequenceAndTheAddresses() {
        MailPlan plan = new MailPlan("some-run", Corpus.generated(SizeDistribution.parse("0-20k"), SEED), envelopes(3));
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 1000; i++) {
            long sequence = random.nextLong(1L << random.nextInt(1, 63));
            checkSize(plan, sequence, plan.corpus().sizeBytesAt(sequence));
        }
    }

    @Test
    void largeSizesAreExactToo() {
        checkSize(new MailPlan("r1", fixed(3_000_001), envelopes(1)), 7, 3_000_001);
    }

    private static void checkSize(MailPlan plan, long sequence, long asked) {
        SentMessage sent = SentMessage.of(plan, sequence).checked();
        int headBytes = sent.header().length() + 2;
        long expected = asked >= headBytes + 2 ? asked : headBytes;
        assertThat(sent.message()).as("asked for %d", asked).hasSize((int) expected);
        assertThat(plan.message(sequence).sizeBytes()).isEqualTo(expected);
        assertThat(sent.wire()).as("nothing to stuff").hasSize((int) expected + 3);
        for (String line : sent.text().split("\r\n", -1)) {
            assertThat(line).matches("[A-Za-z][ -~]{0,75}|").doesNotEndWith(" ");
        }
    }

    @Test
    void theTextIsReadable() {
        List<String> lines = List.of(SentMessage.of(new MailPlan("r1", fixed(2000), envelopes(1)), 0)
                .text()
                .split("\r\n"));
        assertThat(lines.get(0)).isEqualTo("Go brief round send short may only brief. But mail mean white would light");
        assertThat(lines).hasSizeGreaterThan(20);
        assertThat(lines.subList(0, lines.size() - 1))
                .allSatisfy(line -> assertThat(line).hasSizeBetween(60, 75));
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        SizeDistribution sizes = SizeDistribution.parse("0-4k");
        MailPlan plan = new MailPlan("r1", Corpus.generated(sizes, SEED), envelopes(1));
        MailPlan again = new MailPlan("r1", Corpus.generated(sizes, SEED), envelopes(1));
        MailPlan other = new MailPlan("r1", Corpus.generated(sizes, SEED + 1), envelopes(1));
        for (long sequence = 0; sequence < 200; sequence++) {
            assertThat(SentMessage.of(again, sequence)).isEqualTo(SentMessage.of(plan, sequence));
        }
        assertThat(SentMessage.of(other, 3)).isNotEqualTo(SentMessage.of(plan, 3));
    }

    @Test
    void tenRecipientsAreShownAtMost() {
        SentMessage sent =
                SentMessage.of(new MailPlan("r1", fixed(0), envelopes(50)), 0).checked();
        assertThat(sent.header())
                .contains("To: user1@example.test,\r\n user2@example.test")
                .contains(" user10@example.test\r\nSubject:")
                .doesNotContain("user11@");
    }

    @Test
    void theNullSenderHasAnAddressInTheHeader() {
        Envelopes bounce = new Envelopes(Feed.ofSenders("<>", 1, 1), RECIPIENTS, 1);
        MailPlan plan = new MailPlan("r1", fixed(900), bounce);
        assertThat(SentMessage.of(plan, 0).checked().header()).contains("\r\nFrom: mailer-daemon@mailrace.example\r\n");
        checkSize(plan, 0, 900);
    }

    private static Corpus fixed(long bytes) {
        return Corpus.generated(SizeDistribution.parse(Long.toString(bytes)), SEED);
    }

    private static Envelopes envelopes(int recipientsPerMessage) {
        return new Envelopes(SENDERS, RECIPIENTS, recipientsPerMessage);
    }
}
