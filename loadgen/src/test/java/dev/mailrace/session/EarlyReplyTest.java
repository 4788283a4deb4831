package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A reply counts only once the last byte of what it answers has left. */
class EarlyReplyTest {
    private static Rig atData(Pipelining pipelining) {
        Rig rig = Rig.of(pipelining).messages(1, 1).hello("PIPELINING");
        rig.server("250 ok", "250 ok").said();
        return rig;
    }

    @ParameterizedTest
    @EnumSource(Pipelining.class)
    void a354AndA250InOnePacketAcceptNothing(Pipelining pipelining) {
        Rig rig = atData(pipelining);
        rig.serverBytes("354 go\r\n250 2.0.0 taken\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(rig.owner.endings).containsExactly("failed protocol content");
        assertThat(rig.owner.closedBy)
                .extracting(Outcome::sample)
                .isEqualTo("content was answered before it was complete: 250 2.0.0 taken");
        rig.expectNothing().finish("in one packet");
    }

    @Test
    void aRefusalOfContentBeforeItLeftIsTheMessagesRefusal() {
        Rig rig = atData(Pipelining.TRANSACTION);
        rig.serverBytes("354 go\r\n451 4.7.1 not today\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(rig.owner.endings).containsExactly("rejected content 451 4.7.1");
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("rejected content 451 4.7.1");
        rig.expectNothing().finish("refused early");
    }

    @Test
    void aReplyToACommandThatWaitsInTheOutboxIsNone() {
        for (String replies : new String[] {"250 mail\r\n250 rcpt\r\n", "250 mail\r\n550 rcpt\r\n"}) {
            Rig rig = Rig.of(Pipelining.NONE).messages(1, 1).hello();
            rig.said();
            rig.serverBytes(replies.getBytes(StandardCharsets.US_ASCII));
            assertThat(rig.owner.endings).containsExactly("failed protocol rcpt");
            assertThat(rig.owner.closedBy)
                    .extracting(Outcome::sample)
                    .asString()
                    .startsWith("rcpt was answered before it was sent: ");
            rig.expectNothing().finish(replies);
        }
    }

    @Test
    void a421MayComeAtAnyTime() {
        Rig rig = Rig.of(Pipelining.NONE).messages(1, 1).hello();
        rig.said();
        rig.serverBytes("250 mail\r\n421 4.3.2 going down\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(rig.owner.endings).containsExactly("rejected rcpt 421 4.3.2");
        rig.finish("421");
    }

    @ParameterizedTest
    @CsvSource({
        "250 taken, failed protocol content",
        "552 5.3.4 too large, rejected content 552 5.3.4",
        "452 4.2.2 full, rejected content 452 4.2.2",
        "421 4.3.2 going down, rejected content 421 4.3.2"
    })
    void aReplyInTheMiddleOfContentEndsTheSession(String reply, String ending) {
        for (Sending sending : ContentPiecesTest.sendings().toList()) {
            if (sending.chunkBytes() > 0) {
                continue; // Below.
            }
            Rig rig = inTheMiddle(sending);
            rig.server(reply);
            assertThat(rig.owner.endings).as(sending.toString()).containsExactly(ending);
            rig.finish(sending.toString());
        }
    }

    @Test
    void aReplyInTheMiddleOfAChunkEndsTheSession() {
        for (String reply : new String[] {"250 taken", "552 5.3.4 too large"}) {
            Rig rig = inTheMiddle(new Sending(Pipelining.TRANSACTION, 1, 200_000, Extensions.NONE));
            rig.server(reply);
            assertThat(rig.owner.endings)
                    .containsExactly(reply.startsWith("2") ? "failed protocol chunk" : "rejected chunk 552 5.3.4");
            rig.finish(reply);
        }
    }

    @Test
    void anEarlyRefusalBehindRefusedRecipientsIsTheirs() {
        Rig rig = stuck(Sending.chunks(Pipelining.TRANSACTION, 1), false);
        rig.server("250 mail", "550 5.1.1 nobody", "503 5.5.1 no recipients");
        assertThat(rig.owner.endings).containsExactly("rejected rcpt 550 5.1.1");
        rig.finish("refused recipients");
    }

    /** A session that waits with most of its first content for the reader. */
    private static Rig inTheMiddle(Sending sending) {
        return stuck(sending, true);
    }

    private static Rig stuck(Sending sending, boolean envelopeTaken) {
        Rig rig = Rig.of(ContentPiecesTest.settings(sending), Caller.ANYBODY, new SlowWire(Ticker.newMockTicker()));
        rig.body.clear().writeZero(1_000_000);
        rig.messages(1, 1);
        boolean chunksFollowAtOnce = sending.window() > 0 && sending.pipelining() != Pipelining.NONE;
        rig.server("220 hi");
        if (chunksFollowAtOnce) {
            ((SlowWire) rig.channel).stop();
            ((SlowWire) rig.channel).take(70_000);
        }
        rig.server("250-hi\r\n250-PIPELINING\r\n250 CHUNKING");
        if (!envelopeTaken) {
            return rig;
        }
        rig.server("250 ok");
        if (sending.window() == 0) {
            rig.server("250 ok");
        }
        if (!chunksFollowAtOnce) {
            ((SlowWire) rig.channel).stop();
            ((SlowWire) rig.channel).take(70_000);
        }
        return rig.server(sending.window() == 0 ? "354 go" : "250 ok");
    }
}
