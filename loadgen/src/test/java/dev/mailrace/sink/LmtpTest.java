package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** LMTP (RFC 2033): its own hello, and a reply a recipient. */
class LmtpTest {
    private static final SinkSettings LMTP =
            SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.LMTP, SinkTrait.REFUSING_NAMES));
    private static final String HELLO = """
            S: 220 sink.mailrace.example LMTP Mailrace sink
            C: LHLO client.mailrace.example
            S: 250-sink.mailrace.example
            S: 250-PIPELINING
            S: 250-SIZE 67108864
            S: 250-8BITMIME
            S: 250-BINARYMIME
            S: 250-ENHANCEDSTATUSCODES
            S: 250-CHUNKING
            S: 250-AUTH PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-512 XOAUTH2 OAUTHBEARER NTLM ANONYMOUS
            S: 250-SMTPUTF8
            S: 250-DSN
            S: 250-MT-PRIORITY
            S: 250-DELIVERBY 60
            S: 250-FUTURERELEASE 2592000 2099-12-31T23:59:59Z
            S: 250-ETRN
            S: 250-VRFY
            S: 250 HELP
            """;

    @Test
    void eachAcceptedRecipientHasItsReplyAfterTheContent() {
        Ledger.Totals totals = Dialogue.hold(LMTP, HELLO + """
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: RCPT TO:<refused@mailrace.example>
                S: 550 5.1.1 No such user here
                C: RCPT TO:<c@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 End content with <CR><LF>.<CR><LF>
                C: text
                C: .
                S: 250 2.0.0 Ok: queued as 0000000000000001
                S: 250 2.0.0 Ok: queued as 0000000000000001
                C: QUIT
                S: 221 2.0.0 sink.mailrace.example closing connection
                S closes
                """);
        assertThat(totals.messages()).isEqualTo(1);
        assertThat(totals.recipients()).isEqualTo(2);
        assertThat(totals.contentBytes()).isEqualTo(6);
    }

    @Test
    void aFullMailboxIsToldInItsRecipientsPlaceAndCountsForNothing() {
        Ledger.Totals totals = Dialogue.hold(LMTP, HELLO + """
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: RCPT TO:<Full@mailrace.example>
                S: 250 2.1.5 Ok
                C: RCPT TO:<c@mailrace.example>
                S: 250 2.1.5 Ok
                C: BDAT 6 LAST
                C: text
                S: 250 2.0.0 Ok: queued as 0000000000000001
                S: 452 4.2.2 Mailbox full
                S: 250 2.0.0 Ok: queued as 0000000000000001
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<full2@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 End content with <CR><LF>.<CR><LF>
                C: .
                S: 452 4.2.2 Mailbox full
                """);
        assertThat(totals.messages()).isEqualTo(1);
        assertThat(totals.recipients()).isEqualTo(2);
    }

    @Test
    void aMessageThatIsTooBigIsRefusedForEachRecipient() {
        Dialogue.hold(LMTP.withLimits(SinkLimits.defaults().withSizeMax(67_108_864)), HELLO + """
                C: MAIL FROM:<a@mailrace.example> SIZE=67108865
                S: 552 5.3.4 Message size exceeds fixed limit
                """);
        try (InMemoryClient client =
                new InMemoryClient(LMTP.withLimits(SinkLimits.defaults().withSizeMax(1)))) {
            client.send("LHLO client\r\nMAIL FROM:<>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nDATA\r\n");
            client.received();
            client.send("text\r\n.\r\n");
            assertThat(client.received()).isEqualTo("552 5.3.4 Message size exceeds fixed limit\r\n".repeat(2));
        }
    }

    @Test
    void smtpsHellosAreUnknownAndDataNeedsARecipient() {
        Dialogue.hold(LMTP, """
                S: 220 sink.mailrace.example LMTP Mailrace sink
                C: EHLO client
                S: 500 5.5.2 Command not recognised
                C: HELO client
                S: 500 5.5.2 Command not recognised
                C: MAIL FROM:<>
                S: 503 5.5.1 Out of order (expected: LHLO)
                """);
        Dialogue.hold(LMTP, HELLO + """
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                C: RCPT TO:<refused@mailrace.example>
                S: 550 5.1.1 No such user here
                C: DATA
                S: 503 5.5.1 Out of order (expected: RCPT)
                """);
    }

    @Test
    void smtpHasNoLhloAndTellsOfAFullMailboxAtOnce() {
        Dialogue.hold(SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.REFUSING_NAMES)), """
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: LHLO client
                S: 500 5.5.2 Command not recognised
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                C: RCPT TO:<full@mailrace.example>
                S: 452 4.2.2 Mailbox full
                C: RCPT TO:<notfull@mailrace.example>
                S: 250 2.1.5 Ok
                """);
    }

    @Test
    void theOrderOfCommandsIsThatOfSmtp() {
        Dialogue.hold(LMTP, """
                S: 220 sink.mailrace.example LMTP Mailrace sink
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: LHLO)
                C: BDAT 2 LAST
                C:\s
                S: 503 5.5.1 Out of order (expected: LHLO)
                C: RCPT TO:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: LHLO)
                """);
        Dialogue.hold(LMTP, HELLO + """
                C: RCPT TO:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: MAIL)
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<refused@mailrace.example>
                S: 550 5.1.1 No such user here
                C: DATA
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: BDAT 2 LAST
                C:\s
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: RCPT)
                """);
    }
}
