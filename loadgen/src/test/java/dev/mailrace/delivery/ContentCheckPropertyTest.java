package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.GeneratedContent;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.mail.Stamp;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages as a run sends them, and as servers hand them on: what a server may do is no alteration, one byte is one. */
class ContentCheckPropertyTest {
    private static final int MESSAGES = 4;
    private static final List<String> STORED = List.of("parts.eml", "eight-bit.eml", "nested.eml");

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatServersMayDoIsFreeAndOneByteIsNot(int seed) throws IOException {
        Random random = new Random(seed);
        for (byte[] sent : messages(seed)) {
            String what =
                    "seed " + seed + ": " + new String(sent, 0, Math.min(300, sent.length), StandardCharsets.UTF_8);
            byte[] received = handedOn(sent, random);
            assertThat(ContentCheck.compare(sent, received)).as(what).isNull();
            for (int i = 0; i < 10; i++) {
                byte[] altered = altered(received, random);
                assertThat(ContentCheck.compare(sent, altered)).as(what).isNotNull();
            }
            int footed = received.length;
            byte[] footer = "\r\n-- \r\nSent by a list\r\n".getBytes(StandardCharsets.US_ASCII);
            byte[] longer = Arrays.copyOf(received, footed + footer.length);
            System.arraycopy(footer, 0, longer, footed, footer.length);
            assertThat(ContentCheck.compare(sent, longer)).as(what).isNotNull();
            int cut = bodyStart(received) + random.nextInt(received.length - bodyStart(received) - 8);
            assertThat(ContentCheck.compare(sent, Arrays.copyOf(received, cut)))
                    .as(what)
                    .isNotNull();
        }
    }

    /** The same for those who have no more than a digest of what was sent. */
    @ParameterizedTest
    @MethodSource("seeds")
    void digestsStayAsTheyAreUnlessTextIsAltered(int seed) throws IOException {
        Random random = new Random(seed);
        for (byte[] sent : messages(seed)) {
            String what = "seed " + seed + ": " + text(sent).lines().limit(9).toList();
            byte[] received = handedOn(sent, random);
            ContentDigest digest = ContentDigest.of(sent);
            assertThat(ContentDigest.of(received).body()).as(what).isEqualTo(digest.body());
            assertThat(ContentDigest.differing(
                            digest.header(), ContentDigest.of(received).header()))
                    .as(what)
                    .isEmpty();
            for (int i = 0;
                    i < 10 && !text(sent).contains("base64") && !text(sent).contains("boundary");
                    i++) {
                assertThat(ContentDigest.of(altered(received, random)).body())
                        .as(what)
                        .isNotEqualTo(digest.body());
            }
        }
    }

    static List<byte[]> messages(int seed) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        for (GeneratedContent content : GeneratedContent.values()) {
            MailPlan plan = new MailPlan(
                    "r" + seed,
                    Corpus.generated(content, SizeDistribution.parse("600-8k:2,20k:1"), seed),
                    new Envelopes(
                            Feed.ofSenders("s%d@example.test", 1, 3), Feed.ofAddresses("r%03d@example.test", 1, 5), 2));
            for (int i = 0; i < MESSAGES; i++) {
                messages.add(sent(plan, i));
            }
        }
        for (String name : STORED) {
            try (InputStream in = ContentCheckPropertyTest.class.getResourceAsStream("/delivery/" + name)) {
                assertThat(in).as(name).isNotNull();
                messages.add(in.readAllBytes());
            }
        }
        return messages;
    }

    private static byte[] sent(MailPlan plan, long sequence) {
        Stamp stamp = plan.newStamp();
        stamp.set(sequence, 1_767_225_600_000_000L + sequence);
        Message message = plan.message(sequence);
        ByteBuf out = Unpooled.buffer();
        message.writeHead(stamp, out);
        out.writeBytes(message.body(false), 0, message.bodyBytes(false));
        message.writeTail(out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static int bodyStart(byte[] message) {
        int pairs = text(message).indexOf("\r\n\r\n");
        return pairs >= 0 ? pairs + 4 : text(message).indexOf("\n\n") + 2;
    }

    /** What a relay and a delivery agent do: trace fields, another order, folding, line ends, quotes, blank lines. */
    static byte[] handedOn(byte[] sent, Random random) {
        String text = text(sent).replace("\r\n", "\n");
        int blank = text.indexOf("\n\n");
        List<String> fields = new ArrayList<>(List.of(text.substring(0, blank).split("\n(?![ \t])")));
        if (random.nextBoolean()) {
            Collections.shuffle(fields, random);
        }
        if (random.nextBoolean()) {
            fields.replaceAll(field -> field.replaceFirst(": +", ":\n\t").replace(",\n ", ", "));
        }
        fields.add(0, "Return-Path: <s1@example.test>");
        fields.add(1, "Received: from a\n\tby b; Thu, 01 Jan 1970 00:00:00 +0000");
        fields.add(2 + random.nextInt(fields.size() - 2), "X-Spam-Status: No");
        String body = text.substring(blank + 2).replaceAll("(?m)^(>*From )", random.nextBoolean() ? ">$1" : "$1");
        if (random.nextBoolean() && text.contains("octet-stream") && !text.contains("boundary")) {
            body = Base64.getMimeEncoder(60 + 4 * random.nextInt(5), new byte[] {'\n'})
                    .encodeToString(Base64.getMimeDecoder().decode(body));
        }
        String received = String.join("\n", fields) + "\n\n" + body + "\n".repeat(random.nextInt(3));
        return (random.nextBoolean() ? received : received.replace("\n", "\r\n")).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** With one byte of the body that is no white space a digit; another case alone is the same in headers of parts. */
    static byte[] altered(byte[] message, Random random) {
        byte[] altered = message.clone();
        int start = bodyStart(message);
        int at;
        do {
            at = start + random.nextInt(message.length - start);
        } while (altered[at] <= ' ' && altered[at] >= 0);
        byte before = altered[at];
        do {
            altered[at] = (byte) ('0' + random.nextInt(10));
        } while (altered[at] == before);
        return altered;
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1);
    }
}
