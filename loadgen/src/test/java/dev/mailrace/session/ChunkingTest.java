package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Content in chunks (RFC 3030), and several transactions under way at once. */
class ChunkingTest {
    private static final String CONTENT_BYTES = "34"; // Subject line, blank line, and the rig's body

    private static Rig rig(Pipelining pipelining, int window, int messages, String... offers) {
        SessionSettings settings = new SessionSettings(
                Hello.smtp(Rig.CLIENT, "mail.example"),
                Security.NONE,
                Login.NONE,
                Sending.chunks(pipelining, window),
                Timeouts.standard());
        Rig rig = new Rig(settings, null).messages(messages, 1);
        rig.server("220 ready").expect("EHLO " + Rig.CLIENT);
        for (String offer : offers) {
            rig.server("250-" + offer);
        }
        return rig.server("250 SIZE");
    }

    private static String envelope() {
        return "MAIL FROM:<s@example.org>\r\nRCPT TO:<r1@example.org>\r\n";
    }

    private static String chunk(int number) {
        return "BDAT " + CONTENT_BYTES + " LAST\r\nSubject: message " + number + "\r\n\r\nHello.\r\n..\r\n";
    }

    private static String kinds(Rig rig) {
        return rig.owner.begun.stream()
                .map(transaction -> {
                    Outcome outcome = rig.owner.outcomes.get(transaction);
                    return outcome == null
                            ? "open"
                            : (outcome.kind().label() + " " + outcome.phase() + " " + outcome.code());
                })
                .collect(Collectors.joining(", "));
    }

    @Test
    void aWindowOfTransactionsGoesOutInOneWriteWithoutStuffing() {
        Rig rig = rig(Pipelining.TRANSACTION, 3, 4, "mail.example", "PIPELINING", "CHUNKING");
        assertThat(rig.said()).isEqualTo(envelope() + chunk(1) + envelope() + chunk(2) + envelope() + chunk(3));
        rig.server("250 m1", "250 r1").expectNothing();
        rig.server("250 b1");
        assertThat(rig.said()).as("the window moves on").isEqualTo(envelope() + chunk(4));
        for (int i = 0; i < 3; i++) {
            rig.server("250 m", "250 r", "250 b");
        }
        assertThat(kinds(rig))
                .isEqualTo("accepted CONTENT 250, accepted CONTENT 250, accepted CONTENT 250, accepted CONTENT 250");
        rig.expect("QUIT").server("221 bye");
        assertThat(rig.owner.closedBy).isNull();
    }

    @Test
    void aRefusedMailInTheMiddleOfAWindowIsChargedToItsOwnMessage() {
        Rig rig = rig(Pipelining.TRANSACTION, 3, 3, "mail.example", "PIPELINING", "CHUNKING");
        rig.said();
        rig.server("250 m1", "250 r1", "250 b1", "550 m2", "503 r2", "503 b2", "250 m3", "250 r3", "250 b3");
        assertThat(kinds(rig)).isEqualTo("accepted CONTENT 250, rejected MAIL 550, accepted CONTENT 250");
        rig.expect("QUIT").server("221 bye");
    }

    @Test
    void afterARefusedChunkTheSessionIsResetBeforeTheNextTransaction() {
        Rig rig = rig(Pipelining.TRANSACTION, 1, 2, "mail.example", "PIPELINING", "CHUNKING");
        assertThat(rig.said()).isEqualTo(envelope() + chunk(1));
        rig.server("250 m", "550 r", "503 b").expect("RSET").server("250 reset");
        assertThat(rig.said()).isEqualTo(envelope() + chunk(2));
        rig.server("250 m", "250 r", "554 b")
                .expect("RSET")
                .server("250 reset")
                .expect("QUIT")
                .server("221 bye");
        assertThat(kinds(rig)).isEqualTo("rejected RCPT 550, rejected CONTENT 554");
    }

    @Test
    void withoutPipeliningEachCommandWaits() {
        Rig rig = rig(Pipelining.NONE, 1, 1, "mail.example", "PIPELINING", "CHUNKING");
        rig.expect("MAIL FROM:<s@example.org>").server("250 m");
        rig.expect("RCPT TO:<r1@example.org>").server("250 r");
        assertThat(rig.said()).isEqualTo(chunk(1));
        rig.server("250 b").expect("QUIT").server("221 bye");
        assertThat(kinds(rig)).isEqualTo("accepted CONTENT 250");
    }

    @Test
    void whereTheServerDoesNotOfferItContentFollowsData() {
        Rig rig = rig(Pipelining.TRANSACTION, 3, 1, "mail.example", "PIPELINING");
        assertThat(rig.said()).isEqualTo(envelope() + "DATA\r\n");
    }

    @Test
    void aLostConnectionLeavesEveryMessageOfTheWindowInDoubt() {
        Rig rig = rig(Pipelining.TRANSACTION, 3, 3, "mail.example", "PIPELINING", "CHUNKING");
        rig.said();
        rig.server("250 m1", "250 r1", "250 b1", "250 m2");
        rig.serverCloses();
        assertThat(kinds(rig)).isEqualTo("accepted CONTENT 250, unconfirmed CONTENT 0, unconfirmed CONTENT 0");
    }

    @Test
    void aWindowNeedsPipelining() {
        assertThatThrownBy(() -> Sending.chunks(Pipelining.NONE, 2))
                .hasMessage("window: 2 with pipelining none (expected: 1)");
        assertThatThrownBy(() -> Sending.chunks(Pipelining.TRANSACTION, -1))
                .hasMessage("window: -1 (expected: 1 to 1000)");
    }
}
