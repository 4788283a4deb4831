package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.mail.Stamp;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read in one pass, and what is known again, is what the slow readers say. */
class NotedMessageTest {
    private static final Pattern ID = Pattern.compile("<([A-Za-z0-9_-]{1,40})\\.([0-9a-f]{16})@mailrace\\.example>");

    private static final String EDITS = "\n\r \t:;=?<>.0aFX\u00e9";

    private final NotedMessage noted = new NotedMessage(DeliveryCheck.BODY);

    static List<Integer> seeds() {
        return ContentCheckPropertyTest.seeds().boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aMessageSaysWhatTheSlowReadersRead(int seed) throws IOException {
        Random random = new Random(seed);
        List<byte[]> all = new ArrayList<>();
        for (byte[] sent : ContentCheckPropertyTest.messages(seed)) {
            all.add(sent);
            for (int i = 0; i < 3; i++) {
                byte[] received = ContentCheckPropertyTest.handedOn(sent, random);
                all.add(received);
                all.add(ContentCheckPropertyTest.altered(received, random));
            }
            for (int i = 0; i < 20; i++) {
                all.add(withAnotherHeader(sent, random));
            }
        }
        for (int round = 0; round < 2; round++) { // The second finds bodies that it knows.
            for (byte[] message : all) {
                check(
                        message,
                        "seed " + seed + ": " + text(message).lines().limit(9).toList());
            }
        }
    }

    private void check(byte[] message, String what) {
        read(message, false);
        checkDigest(message, what);
        Stamp.Mark mark = Stamp.find(Unpooled.wrappedBuffer(message));
        assertThat(noted.markRun()).as(what).isEqualTo(mark == null ? "" : mark.runId());
        assertThat(noted.sequence()).as(what).isEqualTo(mark == null ? -1 : mark.sequence());
        assertThat(noted.dueMicros()).as(what).isEqualTo(mark == null ? -1 : mark.dueEpochMicros());
        Matcher id = id(message);
        boolean isOurs = id.lookingAt();
        assertThat(noted.idRun()).as(what).isEqualTo(isOurs ? id.group(1) : "");
        assertThat(noted.idSequence()).as(what).isEqualTo(isOurs ? Long.parseUnsignedLong(id.group(2), 16) : -1);
        if (!text(message).replace("\r\n", "").contains("\n") && text(message).endsWith("\r\n")) {
            byte[] stuffed = bytes(text(message).replace("\r\n.", "\r\n..") + ".\r\n");
            read(stuffed, true);
            checkDigest(Dots.unstuffed(stuffed, stuffed.length), what);
        }
    }

    private void read(byte[] message, boolean stuffed) {
        noted.read(message, message.length);
        noted.digestBody(new MessageNotes.Content(message, message.length, stuffed, true));
    }

    private void checkDigest(byte[] message, String what) {
        ContentDigest digest = ContentDigest.of(message);
        assertThat(noted.bodyDigest()).as(what).isEqualTo(digest.body());
        assertThat(noted.headerDigest()).as(what).isEqualTo(digest.header());
    }

    private static Matcher id(byte[] message) {
        HeaderFields fields = new HeaderFields(message, 0, message.length);
        while (fields.next()) {
            if (fields.isNamed("message-id") && fields.valueBytes() <= 200) {
                return ID.matcher(fields.value());
            }
        }
        return ID.matcher("");
    }

    /** One byte of the header more, less, or another one. */
    private static byte[] withAnotherHeader(byte[] message, Random random) {
        String text = text(message);
        int at = random.nextInt(Math.min(300, text.length() - 1));
        int cut = random.nextInt(2);
        int kind = random.nextInt(EDITS.length() + 8);
        String more = kind < EDITS.length() ? EDITS.substring(kind, kind + 1) : "";
        return bytes(text.substring(0, at) + more + text.substring(at + cut));
    }

    @Test
    void theSameBytesOfAnotherEncodingAreAnotherBody() {
        String body = "\r\n\r\naGFsbG8gaGFsbG8=\r\n";
        for (String fields : List.of(
                "content-type: text/plain",
                "content-type: text/plain\r\ncontent-transfer-encoding: base64",
                "content-transfer-encoding: base64",
                "content-transfer-encoding: text/plain",
                "content-type: image/png")) {
            byte[] message = bytes("from: a@b.test\r\n" + fields + body);
            read(message, false);
            checkDigest(message, fields);
        }
    }

    /** Lower case, for the digest of addresses is the reference, which knows no other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "  a \r\n\t b ",
                "=?utf-8?q?x=c3=a9?=",
                "a=b?c",
                "caf\u00c3\u00a9",
                "a\u000bb",
                "\u001cx",
                "",
                "a\u007f",
                "x\u0000"
            })
    void aValueThatIsPlainAsciiHasTheDigestOfTheDecodedOne(String value) {
        byte[] message = bytes("subject:" + value + "\r\n\r\n");
        HeaderFields field = new HeaderFields(message, 0, message.length);
        assertThat(field.next()).isTrue();
        String decoded = EncodedWords.decoded(field.value());
        assertThat(decoded).isEqualTo(decoded.toLowerCase(Locale.ROOT));
        assertThat(ContentDigest.with(0, field) >>> 24)
                .isEqualTo(1 + Math.floorMod(ContentDigest.ofAddress(decoded), 4_095L));
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
