package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class GeneratedBase64Test {
    private static final long SEED = 42;

    @Test
    void aMessageIsThis() {
        assertThat(SentMessage.of(plan("537"), 4).checked().wire()).isEqualTo("""
                X-Mailrace: run=r1; seq=4; due=1767225600000004
                Message-ID: <r1.0000000000000004@mailrace.example>
                Date: Thu, 01 Jan 2026 00:00:00 +0000
                From: from@example.test
                To: user5@example.test
                Subject: Mailrace 4
                MIME-Version: 1.0
                Content-Type: application/octet-stream
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment; filename="mailracexxx.bin"

                kWKupr+kw9Va5/u6ys6vp73N+fePN5NcZyn0NT+r6t2UNu0/cgOgOJ3LQ0yOBixjMnlV9/8gW2Lx
                o96f686kHJvLnwi4VRuO9PUEmfcaCXM7RWSNrNccIt48z99oOEjpljmoLhnGJnLxfDXtlclmvyLc
                9/5lZgEtlEZM
                .
                """.replace("\n", "\r\n"));
    }

    @Test
    void everySizeIsExactOrHeaderOnly() {
        for (int asked = 0; asked <= 1500; asked++) {
            checkSize(plan(Integer.toString(asked)), 0, asked);
        }
    }

    @Test
    void sizesAreExactWhateverTheSequence() {
        MailPlan plan = plan("0-200k");
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 300; i++) {
            long sequence = random.nextLong(1L << random.nextInt(1, 63));
            checkSize(plan, sequence, plan.corpus().sizeBytesAt(sequence));
        }
    }

    private static void checkSize(MailPlan plan, long sequence, long asked) {
        SentMessage sent = SentMessage.of(plan, sequence).checked();
        int padding = sent.header()
                .replaceAll("(?s).*filename=\"mailrace(x*)\\.bin\"\r\n", "$1")
                .length();
        int leastBytes = sent.header().length() + 2 - padding;
        long expected = Math.max(asked, leastBytes);
        assertThat(padding).as("asked for %d", asked).isBetween(0, 5);
        assertThat(sent.message()).as("asked for %d", asked).hasSize((int) expected);
        assertThat(plan.message(sequence).sizeBytes()).isEqualTo(expected);
        assertThat(sent.wire()).as("nothing to stuff").hasSize((int) expected + 3);
        String text = sent.text();
        List<String> lines = List.of(text.split("\r\n", -1));
        assertThat(lines.get(lines.size() - 1)).isEmpty();
        assertThat(lines.subList(0, Math.max(0, lines.size() - 2)))
                .allSatisfy(line -> assertThat(line).hasSize(76));
        assertThat(lines).allSatisfy(line -> assertThat(line).matches("([A-Za-z0-9+/]{4}){0,19}"));
        assertThat(Base64.getMimeDecoder().decode(text))
                .hasSize(text.replace("\r\n", "").length() / 4 * 3);
    }

    @Test
    void theSameSeedGivesTheSameBytesAndEachMessageABeginningOfThem() {
        MailPlan plan = plan("0-200k");
        byte[] longest = attached(plan("300k"), 0);
        for (long sequence = 0; sequence < 100; sequence++) {
            assertThat(SentMessage.of(plan("0-200k"), sequence)).isEqualTo(SentMessage.of(plan, sequence));
            byte[] attached = attached(plan, sequence);
            assertThat(attached).isEqualTo(Arrays.copyOf(longest, attached.length));
        }
        MailPlan other = new MailPlan(
                "r1", Corpus.generated(GeneratedContent.BASE64, SizeDistribution.parse("4k"), SEED + 1), envelopes());
        assertThat(attached(other, 0)).isNotEqualTo(attached(plan("4k"), 0));
    }

    @Test
    void theBytesAreOfAllSortsAlike() {
        int[] counts = new int[256];
        for (byte b : attached(plan("1m"), 0)) {
            counts[b & 0xff]++;
        }
        assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(2_700);
        assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(3_300);
    }

    private static byte[] attached(MailPlan plan, long sequence) {
        return Base64.getMimeDecoder().decode(SentMessage.of(plan, sequence).text());
    }

    private static MailPlan plan(String sizes) {
        return new MailPlan(
                "r1", Corpus.generated(GeneratedContent.BASE64, SizeDistribution.parse(sizes), SEED), envelopes());
    }

    private static Envelopes envelopes() {
        return new Envelopes(Feed.of("from@example.test", 1, 1), Feed.of("user%d@example.test", 1, 1000), 1);
    }
}
