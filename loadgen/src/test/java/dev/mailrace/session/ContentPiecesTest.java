package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Content that is larger than a piece goes out as the kernel takes it. */
class ContentPiecesTest {
    private static final int PIECE = Outbox.PIECE_BYTES;
    private static final int LARGE = 1_000_000;
    private static final int ENVELOPE_BYTES = "MAIL FROM:<s@example.org>\r\nRCPT TO:<r1@example.org>\r\n".length();
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final Duration ALMOST = LIMIT.minusMillis(1);

    /** Ways to send, and the size of a body that is no round number of anything. */
    static Stream<Sending> sendings() {
        return Stream.of(
                Sending.data(Pipelining.NONE),
                Sending.data(Pipelining.TRANSACTION),
                Sending.data(Pipelining.SESSION),
                Sending.chunks(Pipelining.NONE, 1),
                Sending.chunks(Pipelining.TRANSACTION, 1),
                Sending.chunks(Pipelining.TRANSACTION, 3),
                new Sending(Pipelining.NONE, 1, 70_001, Extensions.NONE),
                new Sending(Pipelining.TRANSACTION, 3, 70_001, Extensions.NONE),
                new Sending(Pipelining.TRANSACTION, 3, 200_000, Extensions.NONE),
                new Sending(Pipelining.TRANSACTION, 2, 999, Extensions.NONE));
    }

    static SessionSettings settings(Sending sending) {
        return new SessionSettings(
                Hello.smtp(Rig.CLIENT, "mail.example"),
                Security.NONE,
                Login.NONE,
                sending,
                Timeouts.standard().with(Phase.CONTENT, LIMIT).with(Phase.CHUNK, LIMIT));
    }

    private static Rig rig(Sending sending, int bodyBytes) {
        Rig rig = Rig.of(settings(sending), Caller.ANYBODY, new SlowWire(Ticker.newMockTicker()));
        rig.body.clear().writeCharSequence(body(bodyBytes), StandardCharsets.US_ASCII);
        return rig;
    }

    private static SlowWire wire(Rig rig) {
        return (SlowWire) rig.channel;
    }

    private static String body(int bytes) {
        StringBuilder text = new StringBuilder(bytes);
        for (int i = 0; text.length() < bytes - 2; i++) {
            text.append("line ").append(i).append(i % 7 == 6 ? "\r\n" : " ");
        }
        return text.substring(0, bytes - 2).replace('\r', '-') + "\r\n";
    }

    @ParameterizedTest
    @MethodSource("sendings")
    void whatGoesOutIsTheSameHoweverTheKernelTakesIt(Sending sending) {
        for (int bodyBytes : new int[] {3_000, PIECE - 24, PIECE, PIECE + 1, 3 * PIECE, 300_001}) {
            String atOnce = dialogue(sending, bodyBytes, null);
            assertThat(atOnce).contains("QUIT");
            for (long seed = 0; seed < 3; seed++) {
                assertThat(dialogue(sending, bodyBytes, new SplittableRandom(seed)))
                        .as("%s, %d bytes, seed %d", sending, bodyBytes, seed)
                        .isEqualTo(atOnce);
            }
        }
    }

    /** All that the client says in three messages; null: the kernel takes all at once. */
    private static String dialogue(Sending sending, int bodyBytes, @Nullable SplittableRandom random) {
        Rig rig = rig(sending, bodyBytes).messages(3, 1).hello("PIPELINING", "CHUNKING");
        HonestServer server = new HonestServer();
        StringBuilder said = new StringBuilder();
        if (random != null) {
            wire(rig).stop();
        }
        for (int turn = 0; turn < 10_000 && rig.owner.closedCount == 0; turn++) {
            String text = rig.said();
            said.append(text);
            server.hear(text);
            String reply = server.reply();
            if (reply != null) {
                rig.server(reply);
            } else {
                wire(rig).take(random == null ? 0 : 1 + random.nextInt(90_000));
            }
            assertThat(wire(rig).pendingBytes()).as("waiting in the channel").isLessThan(3 * PIECE);
        }
        assertThat(rig.owner.endings).as(sending.toString()).containsExactly("accepted", "accepted", "accepted");
        rig.finish(sending.toString());
        return said.toString();
    }

    @ParameterizedTest
    @MethodSource("sendings")
    void aReaderThatTakesNothingIsOwedNoMoreThanTwoPieces(Sending sending) {
        Rig rig = stuck(sending, 5);
        assertThat(wire(rig).pendingBytes()).isBetween((long) PIECE, 2L * PIECE);
        assertThat(rig.body.refCnt()).as("slices of the shared body").isLessThan(4);
        rig.finish(sending.toString());
    }

    /** A session whose first content has begun to go to a reader that takes nothing. */
    private static Rig stuck(Sending sending, int messages) {
        Rig rig = rig(sending, LARGE).messages(messages, 1);
        if (sending.window() > 0 && sending.pipelining() != Pipelining.NONE) {
            rig.server("220 hi");
            wire(rig).stop();
            wire(rig).take(ENVELOPE_BYTES);
            rig.server("250-hi\r\n250-PIPELINING\r\n250 CHUNKING");
            return rig;
        }
        rig.hello("PIPELINING", "CHUNKING").server("250 ok");
        if (sending.window() == 0) {
            rig.server("250 ok");
        }
        wire(rig).stop();
        rig.server(sending.window() == 0 ? "354 go" : "250 ok");
        return rig;
    }

    // Time.

    @ParameterizedTest
    @MethodSource("sendings")
    void theLimitOfContentCountsFromTheLastByteThatWasTaken(Sending sending) {
        Rig rig = stuck(sending, 1);
        if (sending.pipelining() != Pipelining.NONE && sending.window() > 0) {
            rig.server("250 ok", "250 ok");
        }
        for (int i = 0; i < 20; i++) {
            pass(rig, ALMOST);
            wire(rig).take(1 + i * 100); // Less than a piece: no write ends by it.
        }
        assertThat(rig.owner.closedCount).as("a reader that is slow but steady").isZero();
        pass(rig, ALMOST);
        assertThat(rig.owner.closedCount).as("just before the limit").isZero();
        pass(rig, LIMIT.dividedBy(4).plusMillis(2));
        assertThat(rig.owner.endings).allMatch(ending -> ending.matches("failed timeout (content|chunk)"));
        assertThat(rig.owner.closedBy).extracting(Outcome::sample).isEqualTo("no byte taken within 8 s");
        rig.finish(sending.toString());
    }

    /** In steps, so that each sweep has its own time. */
    private static void pass(Rig rig, Duration time) {
        long end = rig.channel.ticker.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - rig.channel.ticker.nanoTime()) {
            rig.pass(Duration.ofNanos(Math.min(left, LIMIT.toNanos() / 40)));
        }
    }

    // What else there is to say.

    @Test
    void aResetThatAnotherTransactionNeedsWaitsForTheContentUnderWay() {
        Rig rig = rig(Sending.chunks(Pipelining.TRANSACTION, 2), 3 * PIECE).messages(2, 1);
        rig.hello("PIPELINING", "CHUNKING");
        String first = rig.said();
        assertThat(first.split("BDAT", -1)).as("both messages").hasSize(3);
        rig.end("all at once");
        // Now with room for the first message and the beginning of the second.
        rig = rig(Sending.chunks(Pipelining.TRANSACTION, 2), 3 * PIECE).messages(2, 1);
        rig.server("220 hi");
        wire(rig).stop();
        wire(rig).take(first.length() / 2 + PIECE + 20);
        rig.server("250-hi\r\n250-PIPELINING\r\n250 CHUNKING");
        rig.server("250 m1", "250 r1", "552 too large");
        StringBuilder rest = new StringBuilder(rig.said());
        for (int i = 0; i < 20; i++) {
            wire(rig).take(PIECE / 2);
            rest.append(rig.said());
        }
        assertThat(rest.toString()).isEqualTo("EHLO client.example\r\n" + first + "RSET\r\n");
        rig.end("reset behind content");
    }

    @Test
    void quitWaitsForContentUnderWay() {
        Rig rig = stuck(Sending.data(Pipelining.SESSION), 2);
        rig.session.quit();
        StringBuilder rest = new StringBuilder(rig.said());
        for (int i = 0; i < 100; i++) {
            wire(rig).take(PIECE / 2);
            rest.append(rig.said());
        }
        assertThat(rest.toString()).endsWith("\r\n.\r\n");
        rig.server("250 ok").expect("QUIT");
        rig.server("221 bye").finish("quit");
    }

    // Dripping.

    private static Rig dripping(Sending sending) {
        Caller caller = new Caller(null, null, new Behaviour(false, null, 100_000, false));
        Rig rig = Rig.of(settings(sending), caller, new SlowWire(Ticker.newMockTicker()));
        rig.body.clear().writeCharSequence(body(35_000), StandardCharsets.US_ASCII);
        rig.messages(1, 1).hello("PIPELINING", "CHUNKING");
        if (sending.window() == 0) {
            rig.said();
            rig.server("250 ok", "250 ok", "354 go");
        }
        return rig;
    }

    @Test
    void contentDripsAtItsRate() {
        Rig rig = dripping(Sending.data(Pipelining.TRANSACTION));
        for (int i = 0; i < 3; i++) {
            assertThat(rig.said()).hasSize(10_000);
            rig.expectNothing().pass(Duration.ofMillis(100));
        }
        assertThat(rig.said()).hasSize(5_025).endsWith("\r\n.\r\n");
        rig.server("250 ok").expect("QUIT");
        assertThat(rig.owner.endings).containsExactly("accepted");
        rig.finish("drip");
    }

    @Test
    void chunksDripAtTheirRateToo() {
        Rig rig = dripping(new Sending(Pipelining.TRANSACTION, 1, 15_000, Extensions.NONE));
        String said = rig.said();
        for (int i = 0; i < 3; i++) {
            rig.pass(Duration.ofMillis(100));
            said += rig.said();
        }
        assertThat(said)
                .hasSize(ENVELOPE_BYTES + 2 * "BDAT 15000\r\n".length() + "BDAT 5022 LAST\r\n".length() + 35_022);
        rig.server("250 ok", "250 ok", "250 ok", "250 ok", "250 ok").expect("QUIT");
        rig.finish("drip in chunks");
    }

    @Test
    void whatDripsToAReaderThatTakesNothingDoesNotPileUp() {
        Rig rig = dripping(Sending.data(Pipelining.TRANSACTION));
        wire(rig).stop();
        rig.body.clear().writeCharSequence(body(LARGE), StandardCharsets.US_ASCII);
        for (int i = 0; i < 70; i++) {
            rig.pass(Duration.ofMillis(100));
        }
        assertThat(wire(rig).pendingBytes()).isLessThan(2 * PIECE);
        rig.finish("stuck drip");
    }
}
