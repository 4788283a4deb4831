package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Everything that the sink says no to, and how. */
class SinkRefusalTest {
    private static final SinkSettings SETTINGS = SinkSettings.defaults();
    private static final SinkLimits LIMITS = SinkLimits.defaults();

    @Test
    void commandsOutOfOrderAreToldWhatIsExpected() {
        hold("""
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                C: RCPT TO:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                C: DATA
                S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                C: AUTH PLAIN
                S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                C: ETRN mailrace.example
                S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                C: RSET
                S: 250 2.0.0 Ok
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                C: HELO client
                S: 250 sink.mailrace.example
                C: RCPT TO:<b@mailrace.example>
                S: 503 5.5.1 Out of order (expected: MAIL)
                C: DATA
                S: 503 5.5.1 Out of order (expected: MAIL)
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: DATA
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: AUTH PLAIN
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: RCPT or DATA)
                C: RSET
                S: 250 2.0.0 Ok
                C: DATA
                S: 503 5.5.1 Out of order (expected: MAIL)
                """);
    }

    @Test
    void aTransactionWhoseRecipientsWereAllRefusedStaysOpenUntilItIsReset() {
        SinkSettings refusing = SETTINGS.withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.REFUSING_NAMES));
        hold(refusing, """
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<refused@mailrace.example>
                S: 550 5.1.1 No such user here
                C: DATA
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: RSET
                S: 250 2.0.0 Ok
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<refused@mailrace.example>
                S: 550 5.1.1 No such user here
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                """);
    }

    @Test
    void loginAndTlsHaveNoPlaceInATransaction() {
        SinkSettings withTls = SETTINGS.withTls(SinkTls.of(SinkTls.Mode.STARTTLS)); // Never begun here.
        hold(withTls, """
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: STARTTLS
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: AUTH PLAIN AGFueW9uZQBwYXNz
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: STARTTLS
                S: 503 5.5.1 Out of order (expected: RCPT or DATA)
                C: AUTH PLAIN AGFueW9uZQBwYXNz
                S: 503 5.5.1 Out of order (expected: RCPT or DATA)
                C: BDAT 2
                C:\s
                S: 250 2.0.0 Ok, more chunks may follow
                C: STARTTLS
                S: 503 5.5.1 Out of order (expected: BDAT)
                C: AUTH PLAIN AGFueW9uZQBwYXNz
                S: 503 5.5.1 Out of order (expected: BDAT)
                """);
    }

    @Test
    void ehloEndsATransaction() {
        hold("""
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: HELO client
                S: 250 sink.mailrace.example
                C: DATA
                S: 503 5.5.1 Out of order (expected: MAIL)
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                """);
    }

    @Test
    void unknownAndUnofferedCommandsAreNamed() {
        hold("""
                C: XYZZY
                S: 500 5.5.2 Command not recognised
                C: MAILFROM:<a@mailrace.example>
                S: 500 5.5.2 Command not recognised
                C:\s
                S: 500 5.5.2 Command not recognised
                C: STARTTLS
                S: 500 5.5.2 Command not recognised
                C: EXPN list
                S: 502 5.5.1 EXPN is not offered
                """);
    }

    @Test
    void argumentsThatAreMissingOrTooManyAreNamed() {
        hold("""
                C: EHLO
                S: 501 5.5.4 Syntax: EHLO hostname
                C: VRFY
                S: 501 5.5.4 An argument is missing
                C: RSET now
                S: 501 5.5.4 No arguments are allowed
                C: QUIT now
                S: 501 5.5.4 No arguments are allowed
                C: HELO client
                S: 250 sink.mailrace.example
                C: ETRN
                S: 501 5.5.4 An argument is missing
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA now
                S: 501 5.5.4 No arguments are allowed
                """);
    }

    @Test
    void mailNeedsItsBracketsAndKnownParameters() {
        hold("""
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL
                S: 501 5.5.4 Syntax: MAIL FROM:<address>
                C: MAIL FROM:a@mailrace.example
                S: 501 5.5.4 Syntax: MAIL FROM:<address>
                C: MAIL TO:<a@mailrace.example>
                S: 501 5.5.4 Syntax: MAIL FROM:<address>
                C: MAIL FROM:<a@mailrace.example
                S: 501 5.5.4 Syntax: MAIL FROM:<address>
                C: MAIL FROM:<a@mailrace.example>SIZE=1
                S: 501 5.5.4 Syntax: MAIL FROM:<address>
                C: MAIL FROM:<a b@mailrace.example>
                S: 501 5.5.4 Syntax: MAIL FROM:<address>
                C: MAIL FROM:<> SIZE=
                S: 501 5.5.4 Bad SIZE (expected: up to 20 digits)
                C: MAIL FROM:<> SIZE=1k
                S: 501 5.5.4 Bad SIZE (expected: up to 20 digits)
                C: MAIL FROM:<> SIZE=123456789012345678901
                S: 501 5.5.4 Bad SIZE (expected: up to 20 digits)
                C: MAIL FROM:<> BODY=9BITMIME
                S: 501 5.5.4 Bad BODY (expected: 7BIT, 8BITMIME or BINARYMIME)
                C: MAIL FROM:<> AUTH=
                S: 501 5.5.4 Bad AUTH (expected: <> or a mailbox)
                C: MAIL FROM:<> BODY=7BIT SMTPUTF9
                S: 555 5.5.4 Parameter not recognised
                C: mail from: <"a>\\" b"@mailrace.example>  body=7bit\t size=00
                S: 250 2.1.0 Ok
                """);
    }

    @Test
    void rcptNeedsARecipientAndKnownParameters() {
        hold("""
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                C: RCPT
                S: 501 5.5.4 Syntax: RCPT TO:<address>
                C: RCPT TO:b@mailrace.example
                S: 501 5.5.4 Syntax: RCPT TO:<address>
                C: RCPT TO:<>
                S: 501 5.1.3 Bad recipient address syntax
                C: RCPT TO:<b@mailrace.example> NOTE=NEVER
                S: 555 5.5.4 Parameter not recognised
                C: DATA
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: rcpt to:<b@mailrace.example>\s\s
                S: 250 2.1.5 Ok
                """);
    }

    @Test
    void aSizeAnnouncedBeyondTheLimitIsRefusedAtMail() {
        hold(SETTINGS.withLimits(LIMITS.withSizeMax(100)), """
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<> SIZE=101
                S: 552 5.3.4 Message size exceeds fixed limit
                C: MAIL FROM:<> SIZE=99999999999999999999
                S: 552 5.3.4 Message size exceeds fixed limit
                C: MAIL FROM:<> SIZE=100
                S: 250 2.1.0 Ok
                """);
    }

    @Test
    void contentBeyondTheLimitIsReadToItsEndAndRefused() {
        Ledger.Totals totals = hold(SETTINGS.withLimits(LIMITS.withSizeMax(10)), """
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 End content with <CR><LF>.<CR><LF>
                C: 123456789
                C: .
                S: 552 5.3.4 Message size exceeds fixed limit
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 End content with <CR><LF>.<CR><LF>
                C: 12345678
                C: .
                S: 250 2.0.0 Ok: queued as 0000000000000001
                """);
        assertThat(totals).isEqualTo(new Ledger.Totals(1, 1, 1, 1, 10, new Ledger.Totals.Logins(0, 0), 1));
    }

    @Test
    void recipientsBeyondTheLimitAreRefusedAndTheOthersStay() {
        Ledger.Totals totals =
                hold(SETTINGS.withLimits(LIMITS.withRecipientsMax(2).withErrorsMax(0)), """
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: RCPT TO:<c@mailrace.example>
                S: 250 2.1.5 Ok
                C: RCPT TO:<d@mailrace.example>
                S: 452 4.5.3 Too many recipients
                C: DATA
                S: 354 End content with <CR><LF>.<CR><LF>
                C: .
                S: 250 2.0.0 Ok: queued as 0000000000000001
                """);
        assertThat(totals).isEqualTo(new Ledger.Totals(1, 1, 1, 2, 0, new Ledger.Totals.Logins(0, 0), 1));
    }

    @Test
    void aLineBeyondTheLimitIsRefusedOnceAndTheNextOneObeyed() {
        hold(SETTINGS.withLimits(LIMITS.withLineBytesMax(512)), """
                C: NOOP %s
                S: 250 2.0.0 Ok
                C: NOOP %s
                S: 500 5.5.2 Line too long
                C: %s
                S: 500 5.5.2 Line too long
                C: NOOP
                S: 250 2.0.0 Ok
                """.formatted(
                        "x".repeat(505), "x".repeat(506), "y".repeat(5_000)));
    }

    @Test
    void tooManyErrorsEndTheSession() {
        Ledger.Totals totals = hold(SETTINGS.withLimits(LIMITS.withErrorsMax(2)), """
                C: ONE
                S: 500 5.5.2 Command not recognised
                C: NOOP
                S: 250 2.0.0 Ok
                C: DATA
                S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                C: THREE
                S: 421 4.7.0 sink.mailrace.example Too many errors, closing connection
                S closes
                """);
        assertThat(totals).isEqualTo(new Ledger.Totals(1, 0, 0, 0, 0, new Ledger.Totals.Logins(0, 0), 3));
    }

    @Test
    void anAcceptedMessageForgivesTheErrorsBeforeIt() {
        hold(SETTINGS.withLimits(LIMITS.withErrorsMax(1)), """
                C: ONE
                S: 500 5.5.2 Command not recognised
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 End content with <CR><LF>.<CR><LF>
                C: .
                S: 250 2.0.0 Ok: queued as 0000000000000001
                C: TWO
                S: 500 5.5.2 Command not recognised
                """);
    }

    private static Ledger.Totals hold(String afterGreeting) {
        return hold(SETTINGS, afterGreeting);
    }

    private static Ledger.Totals hold(SinkSettings settings, String afterGreeting) {
        return Dialogue.hold(settings, "S: 220 sink.mailrace.example ESMTP Mailrace sink\n" + afterGreeting);
    }
}
