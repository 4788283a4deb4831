package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class SinkAuthTest {
    private static final SinkSettings TIM_ONLY =
            SinkSettings.defaults().withAccounts(SinkAccounts.of(Map.of("tim", "tanstaaftanstaaf")));

    @Test
    void plainWithAnInitialResponseLogsIn() {
        Ledger.Totals totals = hold("""
                C: AUTH PLAIN %s
                S: 235 2.7.0 Authentication succeeded
                C: AUTH PLAIN %s
                S: 503 5.5.1 Already authenticated
                """.formatted(base64("\0anyone\0pass"), base64("\0anyone\0pass")));
        assertThat(totals).isEqualTo(new Ledger.Totals(1, 1, 0, 0, 0, new Ledger.Totals.Logins(1, 0), 1));
    }

    @Test
    void plainWithoutAnInitialResponseIsAskedForIt() {
        hold("""
                C: auth plain
                S: 334\s
                C: %s
                S: 235 2.7.0 Authentication succeeded
                """.formatted(base64("anyone\0anyone\0pass")));
    }

    @Test
    void plainThatIsWrongIsRefused() {
        Ledger.Totals totals = hold("""
                C: AUTH PLAIN %s
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH PLAIN %s
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH PLAIN %s
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH PLAIN %s
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH PLAIN =
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH PLAIN
                S: 334\s
                C:\s
                S: 535 5.7.8 Authentication credentials invalid
                """.formatted(
                        base64("\0anyone\0wrong"),
                        base64("another\0anyone\0pass"),
                        base64("\0\0pass"),
                        base64("no separators")));
        assertThat(totals).isEqualTo(new Ledger.Totals(1, 1, 0, 0, 0, new Ledger.Totals.Logins(0, 6), 6));
    }

    @Test
    void loginAsksForUserAndPassword() {
        hold("""
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: %s
                S: 334 UGFzc3dvcmQ6
                C: %s
                S: 235 2.7.0 Authentication succeeded
                """.formatted(base64("anyone"), base64("pass")));
    }

    @Test
    void loginWithTheUserAsInitialResponseAsksForThePassword() {
        hold("""
                C: AUTH LOGIN %s
                S: 334 UGFzc3dvcmQ6
                C: %s
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH LOGIN %s
                S: 334 UGFzc3dvcmQ6
                C: %s
                S: 235 2.7.0 Authentication succeeded
                """.formatted(base64("anyone"), base64("wrong"), base64("anyone"), base64("pass")));
    }

    @Test
    void anExchangeCanBeCancelledAndBegunAgain() {
        Ledger.Totals totals = hold("""
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: *
                S: 501 5.7.0 Authentication cancelled
                C: NOOP
                S: 250 2.0.0 Ok
                C: AUTH LOGIN %s
                S: 334 UGFzc3dvcmQ6
                C: *
                S: 501 5.7.0 Authentication cancelled
                C: AUTH LOGIN %s
                S: 334 UGFzc3dvcmQ6
                C: %s
                S: 235 2.7.0 Authentication succeeded
                """.formatted(base64("anyone"), base64("anyone"), base64("pass")));
        assertThat(totals).isEqualTo(new Ledger.Totals(1, 1, 0, 0, 0, new Ledger.Totals.Logins(1, 0), 2));
    }

    @Test
    void whatIsNoAuthCommandIsNamed() {
        hold("""
                C: AUTH
                S: 501 5.5.4 Syntax: AUTH mechanism [initial-response]
                C: AUTH PLAIN a b
                S: 501 5.5.4 Syntax: AUTH mechanism [initial-response]
                C: AUTH GSSAPI
                S: 504 5.5.4 Authentication mechanism not recognised
                C: AUTH CRAM-MD5 dGlt
                S: 501 5.7.0 This mechanism takes no initial response
                C: AUTH PLAIN %%%%
                S: 501 5.5.2 Cannot decode base64
                C: AUTH LOGIN
                S: 334 VXNlcm5hbWU6
                C: not base64
                S: 501 5.5.2 Cannot decode base64
                C: AUTH PLAIN
                S: 334\s
                C: %s
                S: 500 5.5.6 Authentication exchange line is too long
                C: NOOP
                S: 250 2.0.0 Ok
                """.formatted("A".repeat(4_096)));
    }

    @Test
    void mailWithoutALoginIsRefusedWhereOneIsRequired() {
        hold(SinkSettings.defaults().withAuthRequired(true), """
                C: MAIL FROM:<>
                S: 530 5.7.0 Authentication required
                C: AUTH PLAIN %s
                S: 235 2.7.0 Authentication succeeded
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                """.formatted(base64("\0anyone\0pass")));
    }

    @Test
    void onlyTheNamedUsersLogInWhereTheyAreNamed() {
        hold(TIM_ONLY, """
                C: AUTH PLAIN %s
                S: 535 5.7.8 Authentication credentials invalid
                C: AUTH PLAIN %s
                S: 235 2.7.0 Authentication succeeded
                """.formatted(base64("\0tom\0tanstaaftanstaaf"), base64("\0tim\0tanstaaftanstaaf")));
    }

    /** RFC 2195 §2. */
    @Test
    void theExampleOfRfc2195LogsIn() {
        SinkAuth auth = new SinkAuth(
                TIM_ONLY.logins().accounts(),
                new SinkSasl(TIM_ONLY),
                "<1896.697170952@postoffice.reston.mci.net>",
                new Peer(null));
        byte[] mechanism = bytes("CRAM-MD5");
        assertThat(auth.begin(mechanism, 0, mechanism.length)).isNull();
        assertThat(auth.challenge())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+");
        byte[] answer = bytes("dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw");
        assertThat(auth.answer(answer, answer.length)).isEqualTo(SinkReply.LOGGED_IN);
    }

    @Test
    void cramMd5ThatIsWrongIsRefused() {
        for (String answer : new String[] {
            "", "tim", "tim ", "tim b913a602c7eda7a495b4e6e7334d3891", "tom b913a602c7eda7a495b4e6e7334d3890"
        }) {
            SinkAuth auth = new SinkAuth(
                    TIM_ONLY.logins().accounts(),
                    new SinkSasl(TIM_ONLY),
                    "<1896.697170952@postoffice.reston.mci.net>",
                    new Peer(null));
            byte[] mechanism = bytes("cram-md5");
            assertThat(auth.begin(mechanism, 0, mechanism.length)).isNull();
            byte[] line = bytes(base64(answer));
            assertThat(auth.answer(line, line.length)).as(answer).isEqualTo(SinkReply.AUTH_FAILED);
        }
    }

    @Test
    void aCramMd5ChallengeComesOnceAndItsDigestLogsIn() throws Exception {
        try (InMemoryClient client = new InMemoryClient(SinkSettings.defaults())) {
            client.send("EHLO client\r\nAUTH CRAM-MD5\r\n*\r\n");
            String first = lastLine(client.received().replace("501 5.7.0 Authentication cancelled\r\n", ""));
            client.send("AUTH CRAM-MD5\r\n");
            String second = lastLine(client.received());
            assertThat(second).startsWith("334 ").isNotEqualTo(first);
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(bytes("pass"), "HmacMD5"));
            byte[] digest = mac.doFinal(Base64.getDecoder().decode(second.substring(4)));
            client.send(base64("any one " + HexFormat.of().formatHex(digest)) + "\r\n");
            assertThat(client.received()).isEqualTo("235 2.7.0 Authentication succeeded\r\n");
            assertThat(client.ledger.totals().logins().accepted()).isEqualTo(1);
        }
    }

    /** The JDK's server throws what it does not declare where it asks for the password of somebody unknown. */
    @Test
    void aStrangerByNtlmIsRefusedAsAnyOther() {
        SinkAuth auth = new SinkAuth(
                TIM_ONLY.logins().accounts(), new SinkSasl(TIM_ONLY), "<1.2@sink.mailrace.example>", new Peer(null));
        byte[] begin = bytes("NTLM");
        assertThat(auth.begin(begin, 0, begin.length)).isNull();
        byte[] first = bytes(base64("NTLMSSP\0\1\0\0\0\7\2\10\42" + "\0".repeat(24)));
        assertThat(auth.answer(first, first.length)).isNull();
        byte[] last = bytes(base64("NTLMSSP\0\3\0\0\0" + "\0".repeat(52)));
        assertThat(auth.answer(last, last.length)).isEqualTo(SinkReply.AUTH_FAILED);
    }

    private static String lastLine(String text) {
        String[] lines = text.split("\r\n", -1);
        return lines[lines.length - 2];
    }

    private static Ledger.Totals hold(String afterHello) {
        return hold(SinkSettings.defaults(), afterHello);
    }

    private static Ledger.Totals hold(SinkSettings settings, String afterHello) {
        return Dialogue.hold(settings, """
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: HELO client
                S: 250 sink.mailrace.example
                """ + afterHello);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
