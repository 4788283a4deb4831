package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.mail.Stamp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notifications as Postfix 3.7 and Exim 4.96 sent them, and texts as older servers write them. */
class BounceTest {
    static byte[] sample(String name) throws IOException {
        try (InputStream in = BounceTest.class.getResourceAsStream("/delivery/bounces/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static Bounce read(byte[] message) {
        return Objects.requireNonNull(Bounce.read(message));
    }

    private static Bounce read(String message) {
        return read(message.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "postfix-failed, 1, nobody@gone.example.test FAILED 5.1.1 X-Postfix; no such user here",
        "postfix-two-failed, 2, one@gone.example.test FAILED 5.1.1 X-Postfix; no such user here",
        "postfix-delayed, 3, slow@down.example.test DELAYED 4.4.1 X-Postfix; connect to 127.0.0.1[127.0.0.1]:1: Connection refused",
        "postfix-delivered, 4, ok@kept.example.test DELIVERED 2.0.0 X-Postfix; delivery via virtual: delivered to maildir",
        "postfix-refused-by-the-next, 5, refused@sink.example.test FAILED 5.1.1 smtp; 550-5.1.1 <refused@sink.example.test>: Recipient address rejected: 550 5.1.1 User unknown in this mailbox table",
        "postfix-discarded-with-orcpt, 6, first@example.test DELIVERED 2.0.0 X-Postfix; discarded.example.test",
        "postfix-large, 7, big@gone.example.test FAILED 5.1.1 X-Postfix; no such user here",
        "exim-failed, 1, nobody@gone.example.test FAILED 5.0.0",
        "exim-two-failed, 2, three@gone.example.test FAILED 5.0.0",
        "exim-delayed, 3, slow@down.example.test DELAYED 4.0.0",
        "exim-delivered, 4, ok@kept.example.test DELIVERED 2.0.0 X-Exim; relayed via non SMTP router",
        "exim-refused-by-the-next, 5, refused@sink.example.test FAILED 5.0.0 smtp; 550-5.1.1 <refused@sink.example.test>: Recipient address rejected: 550 5.1.1 User unknown in this mailbox table",
        "exim-delivered-with-orcpt, 6, first@example.test DELIVERED 2.0.0 X-Exim; relayed via non SMTP router",
        "qmail-failed, 8, nobody@gone.example.test FAILED 5.1.1 192.0.2.1 does not like recipient. Remote host said: 550 5.1.1 no such user Giving up on 192.0.2.1.",
        "exim-plain-text, 9, nobody@gone.example.test FAILED"
    })
    void saysWhatBecameOfWhom(String name, long sequence, String first) throws IOException {
        Bounce bounce = read(sample(name));
        Bounce.Recipient recipient = bounce.recipients().get(0);
        assertThat(String.join(
                                " ",
                                recipient.address(),
                                recipient.action().name(),
                                recipient.status().toString(),
                                recipient.diagnostic())
                        .strip())
                .isEqualTo(first);
        assertThat(bounce.original()).isEqualTo(new Stamp.Mark("r1", sequence, 1_767_225_600_000_000L + sequence));
        assertThat(bounce.envelopeId()).isEqualTo(name.endsWith("orcpt") ? "r1.6" : "");
        assertThat(bounce.recipients()).hasSize(name.matches(".*two.*|qmail.*|.*plain-text") ? 2 : 1);
    }

    @Test
    void aMessageThatIsDeliveredIsNone() throws IOException {
        String delivered =
                "Return-Path: <>\nX-Mailrace: run=r1; seq=1; due=1767225600000001\nFrom: MAILER-DAEMON@x.test\n\nX-Mailrace: run=r1; seq=2; due=1767225600000002\n";
        assertThat(Bounce.read(delivered.getBytes(StandardCharsets.US_ASCII))).isNull();
        String report = "X-Mailrace: run=r1; seq=1; due=1767225600000001\n"
                + new String(sample("postfix-failed"), StandardCharsets.UTF_8);
        assertThat(Bounce.read(report.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void aReplyOfAPersonThatQuotesAMessageIsNone() {
        String reply =
                "From: ann@example.test\nIn-Reply-To: <r1.1@x>\n\n> X-Mailrace: run=r1; seq=2; due=1767225600000002\n";
        assertThat(Bounce.read(reply.getBytes(StandardCharsets.US_ASCII))).isNull();
        assertThat(read("Return-Path: <>\n" + reply).original())
                .isEqualTo(new Stamp.Mark("r1", 2, 1_767_225_600_000_002L));
        assertThat(Bounce.read("Return-Path: <>\n\nGone fishing\n".getBytes(StandardCharsets.US_ASCII)))
                .isNull();
    }

    @Test
    void aReportWhosePartsAreEncodedIsRead() throws IOException {
        String text = new String(sample("postfix-failed"), StandardCharsets.UTF_8)
                .replace(
                        "Content-Type: message/delivery-status\n",
                        "Content-Type: message/global-delivery-status\nContent-Transfer-Encoding: quoted-printable\n")
                .replace("no such user here\n\n--", "kein =C3=BCbler Name\n\n--")
                .replace("Final-Recipient: rfc822;", "Final-Recip=\nient: utf-8;")
                .replace("Original-Recipient: rfc822;nobody@", "Original-Recipient: rfc822;no+2Bbody@");
        Bounce.Recipient recipient = read(text).recipients().get(0);
        assertThat(recipient.address()).isEqualTo("no+body@gone.example.test");
        assertThat(recipient.diagnostic()).isEqualTo("X-Postfix; kein übler Name");
    }

    @Test
    void aReportOfNothingThatWeSentHasNoStamp() {
        Bounce bounce = read("""
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/delivery-status

                garbage

                more garbage
                Final-Recipient: rfc822; <a@b.test>
                Action: \u0007unheard-of
                Status: 4.2.2 (full)
                Diagnostic-Code: %s

                Action: failed

                --b--
                """.formatted("x".repeat(3_000)));
        assertThat(bounce.original()).isNull();
        assertThat(bounce.recipients()).hasSize(1);
        Bounce.Recipient recipient = bounce.recipients().get(0);
        assertThat(recipient.address()).isEqualTo("a@b.test");
        assertThat(recipient.action()).isEqualTo(Bounce.Action.DELAYED);
        assertThat(recipient.status()).hasToString("4.2.2");
        assertThat(recipient.diagnostic()).hasSize(200).endsWith("x…");
    }

    @Test
    void moreRecipientsThanAnybodyHasAreCut() {
        String groups = "Final-Recipient: rfc822; a@b.test\nAction: failed\n\n".repeat(5_000);
        String report = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
                + "Content-Type: message/delivery-status\n\n" + groups + "--b--\n";
        assertThat(read(report).recipients()).hasSize(Bounce.RECIPIENTS_MAX);
    }
}
