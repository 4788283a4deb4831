package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each parameter of MAIL and RCPT: what it takes, and what it says to anything else. */
class ParameterTest {
    private static final MailArguments ARGUMENTS = new MailArguments(1_000);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SIZE=1000                              | MAIL_OK
                    SIZE=1001                              | TOO_BIG
                    SIZE                                   | SIZE_SYNTAX
                    SIZE=1 SIZE=1                          | PARAMETER_TWICE
                    BODY=binarymime                        | MAIL_OK
                    BODY                                   | BODY_SYNTAX
                    BODY=7BITS                             | BODY_SYNTAX
                    BODY=7BIT BODY=8BITMIME                | PARAMETER_TWICE
                    AUTH=a+40b                             | MAIL_OK
                    AUTH                                   | MAIL_AUTH_SYNTAX
                    smtputf8                               | MAIL_OK
                    SMTPUTF8=                              | SMTPUTF8_SYNTAX
                    SMTPUTF8=yes                           | SMTPUTF8_SYNTAX
                    RET=FULL                               | MAIL_OK
                    ret=hdrs                               | MAIL_OK
                    RET=                                   | RET_SYNTAX
                    RET=NONE                               | RET_SYNTAX
                    RET=FULL RET=HDRS                      | PARAMETER_TWICE
                    ENVID=QQ+2B+3D314159                   | MAIL_OK
                    ENVID=                                 | ENVID_SYNTAX
                    ENVID                                  | ENVID_SYNTAX
                    ENVID=a=b                              | ENVID_SYNTAX
                    ENVID=a+2                              | ENVID_SYNTAX
                    ENVID=a+2b                             | ENVID_SYNTAX
                    MT-PRIORITY=9                          | MAIL_OK
                    MT-PRIORITY=-9                         | MAIL_OK
                    MT-PRIORITY=0                          | MAIL_OK
                    MT-PRIORITY=-0                         | PRIORITY_SYNTAX
                    MT-PRIORITY=+1                         | PRIORITY_SYNTAX
                    MT-PRIORITY=10                         | PRIORITY_SYNTAX
                    MT-PRIORITY=-                          | PRIORITY_SYNTAX
                    MT-PRIORITY                            | PRIORITY_SYNTAX
                    BY=60;R                                | MAIL_OK
                    BY=+3600;rt                            | MAIL_OK
                    BY=-5;N                                | MAIL_OK
                    BY=0;NT                                | MAIL_OK
                    BY=59;R                                | BY_TOO_SOON
                    BY=0;R                                 | BY_PAST
                    BY=-60;R                               | BY_PAST
                    BY=60                                  | BY_SYNTAX
                    BY=60;                                 | BY_SYNTAX
                    BY=;R                                  | BY_SYNTAX
                    BY=60;X                                | BY_SYNTAX
                    BY=60;RX                               | BY_SYNTAX
                    BY=60;RTT                              | BY_SYNTAX
                    BY=1234567890;R                        | BY_SYNTAX
                    BY                                     | BY_SYNTAX
                    HOLDFOR=1                              | MAIL_OK
                    HOLDFOR=2592000                        | MAIL_OK
                    HOLDFOR=2592001                        | HOLDFOR_SYNTAX
                    HOLDFOR=0                              | HOLDFOR_SYNTAX
                    HOLDFOR=                               | HOLDFOR_SYNTAX
                    HOLDFOR=1d                             | HOLDFOR_SYNTAX
                    HOLDFOR=1 HOLDUNTIL=2030-01-01T00:00:00Z | HOLD_TWICE
                    HOLDUNTIL=2028-02-29T23:59:60Z         | MAIL_OK
                    HOLDUNTIL=2030-01-01t00:00:00.25-01:30 | MAIL_OK
                    HOLDUNTIL=2100-01-01T00:00:00Z         | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-02-29T00:00:00Z         | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-13-01T00:00:00Z         | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-04-31T00:00:00Z         | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-01-01T24:00:00Z         | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-01-01T00:60:00Z         | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-01-01T00:00:61Z         | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-01-01T00:00:00          | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-01-01T00:00:00.Z        | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-01-01T00:00:00+24:00    | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-01-01T00:00:00+0100     | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=2026-01-01 00:00:00Z         | HOLDUNTIL_SYNTAX
                    HOLDUNTIL=tomorrow                     | HOLDUNTIL_SYNTAX
                    HOLDUNTIL                              | HOLDUNTIL_SYNTAX
                    REQUIRETLS                             | TLS_NEEDED
                    REQUIRETLS=1                           | REQUIRETLS_SYNTAX
                    XYZZY                                  | PARAMETER_UNKNOWN
                    NOTIFY=NEVER                           | PARAMETER_UNKNOWN
                    =                                      | PARAMETER_UNKNOWN
                    """)
    void mailTakesEachParameterInItsFormOnly(String parameters, SinkReply reply) {
        byte[] line = ("MAIL FROM:<a@mailrace.example> " + parameters).getBytes(StandardCharsets.UTF_8);
        assertThat(ARGUMENTS.judge(line, 5, line.length, false)).isEqualTo(reply);
    }

    @Test
    void anEnvelopeIdHasUpToAHundredCharacters() {
        assertThat(mail("ENVID=" + "x".repeat(100), false)).isEqualTo(SinkReply.MAIL_OK);
        assertThat(mail("ENVID=" + "x".repeat(101), false)).isEqualTo(SinkReply.ENVID_SYNTAX);
    }

    @Test
    void requireTlsIsTakenOverTlsOnly() {
        assertThat(mail("REQUIRETLS", true)).isEqualTo(SinkReply.MAIL_OK);
        assertThat(mail("REQUIRETLS", false)).isEqualTo(SinkReply.TLS_NEEDED);
    }

    private static SinkReply mail(String parameters, boolean secure) {
        byte[] line = ("MAIL FROM:<> " + parameters).getBytes(StandardCharsets.UTF_8);
        return ARGUMENTS.judge(line, 5, line.length, secure);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    NOTIFY=NEVER                    | RCPT_OK
                    notify=success,DELAY,Failure    | RCPT_OK
                    NOTIFY=NEVER,SUCCESS            | NOTIFY_SYNTAX
                    NOTIFY=SUCCESS,NEVER            | NOTIFY_SYNTAX
                    NOTIFY=SUCCESS,                 | NOTIFY_SYNTAX
                    NOTIFY=,SUCCESS                 | NOTIFY_SYNTAX
                    NOTIFY=                         | NOTIFY_SYNTAX
                    NOTIFY                          | NOTIFY_SYNTAX
                    NOTIFY=ALWAYS                   | NOTIFY_SYNTAX
                    NOTIFY=NEVER NOTIFY=NEVER       | PARAMETER_TWICE
                    ORCPT=rfc822;b+40mailrace.example NOTIFY=DELAY | RCPT_OK
                    ORCPT=rfc822;                   | ORCPT_SYNTAX
                    ORCPT=;b                        | ORCPT_SYNTAX
                    ORCPT=rfc822                    | ORCPT_SYNTAX
                    ORCPT=rfc 822;b                 | ORCPT_SYNTAX
                    ORCPT=rfc822;b=c                | ORCPT_SYNTAX
                    ORCPT=rfc822;bär                | ORCPT_SYNTAX
                    ORCPT=utf-8;b\\x{E4}r           | RCPT_OK
                    ORCPT=utf-8;bär                 | ORCPT_SYNTAX
                    ORCPT                           | ORCPT_SYNTAX
                    ORCPT=rfc822;b ORCPT=rfc822;b   | PARAMETER_TWICE
                    SIZE=1                          | PARAMETER_UNKNOWN
                    """)
    void rcptTakesEachParameterInItsFormOnly(String parameters, SinkReply reply) {
        assertThat(rcpt("<b@mailrace.example> " + parameters, false)).isEqualTo(reply);
    }

    @Test
    void anOriginalRecipientHasUpToFiveHundredCharacters() {
        assertThat(rcpt("<b> ORCPT=rfc822;" + "x".repeat(493), false)).isEqualTo(SinkReply.RCPT_OK);
        assertThat(rcpt("<b> ORCPT=rfc822;" + "x".repeat(494), false)).isEqualTo(SinkReply.ORCPT_SYNTAX);
    }

    @Test
    void addressesBeyondAsciiNeedSmtpUtf8AndMustBeUtf8() {
        assertThat(rcpt("<bär@mailrace.example>", false)).isEqualTo(SinkReply.NOT_ASCII);
        assertThat(rcpt("<bär@mailrace.example> ORCPT=utf-8;bär", true)).isEqualTo(SinkReply.RCPT_OK);
        for (String malformed : new String[] {
            "\u00e4", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u00c3", "\u00e0\u0080\u0080"
        }) {
            byte[] line = ("RCPT TO:<" + malformed + ">").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(RcptArguments.judge(line, 5, line.length, true, false))
                    .as(malformed)
                    .isEqualTo(SinkReply.NOT_UTF8);
        }
        byte[] emoji = "RCPT TO:<\ud83d\ude00@mailrace.example>".getBytes(StandardCharsets.UTF_8);
        assertThat(RcptArguments.judge(emoji, 5, emoji.length, true, false)).isEqualTo(SinkReply.RCPT_OK);
    }

    private static SinkReply rcpt(String argument, boolean utf8) {
        byte[] line = ("RCPT TO:" + argument).getBytes(StandardCharsets.UTF_8);
        return RcptArguments.judge(line, 5, line.length, utf8, false);
    }

    @Test
    void utf8HoldsForOneTransactionAndVrfyHasItsOwn() {
        Dialogue.hold("""
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<\u00c3\u00a4@mailrace.example>
                S: 553 5.6.7 Non-ASCII address without SMTPUTF8
                C: MAIL FROM:<\u00c3\u00a4@mailrace.example> SMTPUTF8
                S: 250 2.1.0 Ok
                C: RCPT TO:<\u00c3\u00b6@mailrace.example>
                S: 250 2.1.5 Ok
                C: RSET
                S: 250 2.0.0 Ok
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<\u00c3\u00b6@mailrace.example>
                S: 553 5.6.7 Non-ASCII address without SMTPUTF8
                C: VRFY \u00c3\u00b6
                S: 553 5.6.7 Non-ASCII address without SMTPUTF8
                C: VRFY \u00c3\u00b6 smtputf8
                S: 252 2.1.5 Cannot VRFY user, but will accept message for anyone
                C: VRFY \u00c3 SMTPUTF8
                S: 501 5.6.7 Address is not UTF-8
                """);
    }

    @Test
    void binaryContentComesByBdatOnly() {
        Ledger.Totals totals = Dialogue.hold("""
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<a@mailrace.example> BODY=BINARYMIME
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA
                S: 503 5.5.1 BODY=BINARYMIME comes by BDAT, not by DATA
                C: BDAT 5 LAST
                C: \u0000\u00ff.
                S: 250 2.0.0 Ok: queued as 0000000000000001
                C: MAIL FROM:<a@mailrace.example>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 End content with <CR><LF>.<CR><LF>
                C: .
                S: 250 2.0.0 Ok: queued as 0000000000000002
                """);
        assertThat(totals.messages()).isEqualTo(2);
    }
}
