package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BDAT (RFC 3030), whole, in pieces, and where it has no place. */
class ChunkingTest {
    private static final String HELLO = """
            S: 220 sink.mailrace.example ESMTP Mailrace sink
            C: HELO client.mailrace.example
            S: 250 sink.mailrace.example
            """;

    /** Two transactions, sent without waiting; the first one's recipient may be refused. */
    private static final String WINDOW = """
            C: MAIL FROM:<a@mailrace.example>
            C: RCPT TO:<refused@mailrace.example>
            C: BDAT 6 LAST
            C: one!
            C: MAIL FROM:<c@mailrace.example>
            C: RCPT TO:<d@mailrace.example>
            C: BDAT 6 LAST
            C: two!
            """;

    @Test
    void chunksAreCountedAndDotsInThemMeanNothing() {
        Ledger.Totals totals = Dialogue.hold(HELLO + """
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: BDAT 6
                C: one!
                S: 250 2.0.0 Ok, more chunks may follow
                C: DATA
                S: 503 5.5.1 Out of order (expected: BDAT)
                C: bdat 5 last
                C: .
                C:\s
                S: 250 2.0.0 Ok: queued as 0000000000000001
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: BDAT 0 LAST
                S: 250 2.0.0 Ok: queued as 0000000000000002
                C: QUIT
                S: 221 2.0.0 sink.mailrace.example closing connection
                S closes
                """);
        assertThat(totals.messages()).isEqualTo(2);
        assertThat(totals.contentBytes()).isEqualTo(11);
    }

    @Test
    void aChunkWithoutARecipientIsReadAndRefusedAndItsTransactionStaysOpen() {
        Ledger.Totals totals = Dialogue.hold(HELLO + """
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<>
                S: 501 5.1.3 Bad recipient address syntax
                C: BDAT 6 LAST
                C: QUIT
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: BDAT 8
                C: QUIT12
                S: 250 2.0.0 Ok, more chunks may follow
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: BDAT)
                C: RCPT TO:<b@mailrace.example>
                S: 503 5.5.1 Out of order (expected: BDAT)
                C: BDAT 0 LAST
                S: 250 2.0.0 Ok: queued as 0000000000000001
                C: BDAT 6 LAST
                C: QUIT
                S: 503 5.5.1 Out of order (expected: MAIL)
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: BDAT 6
                C: QUIT
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: BDAT 6 LAST
                C: QUIT
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: RSET
                S: 250 2.0.0 Ok
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                """);
        assertThat(totals.messages()).isEqualTo(1);
        assertThat(totals.contentBytes()).as("without refused chunks").isEqualTo(8);
    }

    @Test
    void whatFollowsARefusedTransactionInAWindowGoesToTheTransactionThatIsOpen() {
        SinkSettings refusing =
                SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.REFUSING_NAMES));
        Ledger.Totals totals = Dialogue.hold(refusing, HELLO + WINDOW + """
                S: 250 2.1.0 Ok
                S: 550 5.1.1 No such user here
                S: 503 5.5.1 Out of order (expected: RCPT)
                S: 503 5.5.1 Out of order (expected: RCPT)
                S: 250 2.1.5 Ok
                S: 250 2.0.0 Ok: queued as 0000000000000001
                """);
        assertThat(totals.messages()).isEqualTo(1);
        assertThat(totals.contentBytes()).isEqualTo(6);
    }

    @Test
    void aSinkThatResetsBeginsAnewBehindARefusedLastChunkAndOnlyThere() {
        SinkSettings resetting = SinkSettings.defaults()
                .withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.REFUSING_NAMES, SinkTrait.RESETTING));
        Dialogue.hold(resetting, HELLO + WINDOW + """
                S: 250 2.1.0 Ok
                S: 550 5.1.1 No such user here
                S: 503 5.5.1 Out of order (expected: RCPT)
                S: 250 2.1.0 Ok
                S: 250 2.1.5 Ok
                S: 250 2.0.0 Ok: queued as 0000000000000001
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: BDAT 6
                C: QUIT
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: BDAT 0 LAST
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                """);
    }

    @Test
    void aChunkBeforeHelloIsReadAndRefusedAndHelloIsStillDue() {
        for (SinkSettings each : new SinkSettings[] {
            SinkSettings.defaults(),
            SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.RESETTING))
        }) {
            Dialogue.hold(each, """
                    S: 220 sink.mailrace.example ESMTP Mailrace sink
                    C: BDAT 6 LAST
                    C: QUIT
                    S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                    C: MAIL FROM:<a@mailrace.example>
                    S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                    """);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "6x", "6 FIRST", "6LAST", "6 LAST x", "-1", "9999999999999999999"})
    void aMalformedBdatEndsTheSession(String argument) {
        Dialogue.hold(HELLO + "C: BDAT " + argument + "\n" + """
                S: 501 5.5.4 Syntax: BDAT size [LAST]; closing, since where the chunk ends nobody knows
                S closes
                """);
    }

    @Test
    void aMessageThatIsTooBigInChunksIsRefusedAtItsEnd() {
        SinkSettings small =
                SinkSettings.defaults().withLimits(SinkLimits.defaults().withSizeMax(8));
        Ledger.Totals totals = Dialogue.hold(small, HELLO + """
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: BDAT 6
                C: 1234
                S: 250 2.0.0 Ok, more chunks may follow
                C: BDAT 6 LAST
                C: 5678
                S: 552 5.3.4 Message size exceeds fixed limit
                """);
        assertThat(totals.messages()).isZero();
    }
}
