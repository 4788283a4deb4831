package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.Peer;
import dev.mailrace.sasl.SaltedPasswords;
import dev.mailrace.wire.CommandWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("jdk")
class AuthExchangeTest {
    private static final int COMMAND_BYTES_MAX = 512; // RFC 4954 §4, RFC 5321 §4.5.3.1.4

    @ParameterizedTest
    @ValueSource(ints = {1, 367, 368, 369, 370, 371, 5000})
    void theInitialResponseGoesWithTheCommandWhereItFits(int passwordBytes) throws SaslException {
        Credentials credentials = new Credentials("u", "x".repeat(passwordBytes));
        String response = base64("\0u\0" + credentials.password());
        AuthExchange exchange =
                new AuthExchange(Mechanism.PLAIN, credentials, Peer.plain("mail.example"), Login.of(List.of()));
        ByteBuf out = Unpooled.buffer();
        exchange.writeCommand(out);
        String whole = "AUTH PLAIN " + response + "\r\n";
        if (whole.length() <= COMMAND_BYTES_MAX) {
            assertThat(text(out)).isEqualTo(whole);
        } else {
            assertThat(text(out)).isEqualTo("AUTH PLAIN\r\n");
            CommandWriter.line(out, exchange.response(""));
            assertThat(text(out)).isEqualTo(response + "\r\n");
        }
    }

    @Test
    void withoutInitialResponseTheFirstOneWaitsForTheServer() throws SaslException {
        Login login = new Login(List.of(), false, false, new SaltedPasswords(true), Runnable::run);
        AuthExchange exchange =
                new AuthExchange(Mechanism.PLAIN, new Credentials("u", "p"), Peer.plain("mail.example"), login);
        ByteBuf out = Unpooled.buffer();
        exchange.writeCommand(out);
        assertThat(text(out)).isEqualTo("AUTH PLAIN\r\n");
        CommandWriter.line(out, exchange.response("not base64"));
        assertThat(text(out)).isEqualTo(base64("\0u\0p") + "\r\n");
    }

    @Test
    void aChallengeThatCannotBeReadIsCancelledAndNamed() throws SaslException {
        AuthExchange exchange = new AuthExchange(
                Mechanism.CRAM_MD5, new Credentials("u", "geheim"), Peer.plain("mail.example"), Login.of(List.of()));
        ByteBuf out = Unpooled.buffer();
        exchange.writeCommand(out);
        assertThat(exchange.failure()).isNull();
        CommandWriter.line(out, exchange.response("<1@x>"));
        assertThat(text(out)).isEqualTo("AUTH CRAM-MD5\r\n*\r\n");
        assertThat(exchange.failure())
                .isEqualTo("CRAM-MD5: the challenge is not base64: \"<1@x>\"")
                .doesNotContain("geheim");
        CommandWriter.line(out, exchange.response(base64("<1@x>")));
        assertThat(text(out)).as("once cancelled, always cancelled").isEqualTo("*\r\n");
    }

    @Test
    void aChallengeThatTheRuntimeChokesOnIsNoFaultOfOurs() throws SaslException {
        AuthExchange exchange = new AuthExchange(
                Mechanism.DIGEST_MD5, new Credentials("u", "p"), Peer.plain("mail.example"), Login.of(List.of()));
        ByteBuf out = Unpooled.buffer();
        exchange.writeCommand(out);
        for (String odd : List.of("", "realm=", "realm=\"\",realm=\"\"", "nonce", "=,=", "\0\1\2", "nonce=\"a\"")) {
            assertThat(exchange.response(base64(odd))).as(odd).isEqualTo(new byte[] {'*'});
        }
        assertThat(exchange.failure()).startsWith("DIGEST-MD5: ");
    }

    @Test
    void anEndedExchangeIsAnsweredByNothing() throws SaslException {
        AuthExchange exchange = new AuthExchange(
                Mechanism.LOGIN, new Credentials("u", "p"), Peer.plain("mail.example"), Login.of(List.of()));
        ByteBuf out = Unpooled.buffer();
        exchange.writeCommand(out);
        for (int i = 0; i < 3; i++) {
            CommandWriter.line(out, exchange.response(""));
        }
        assertThat(text(out)).isEqualTo("AUTH LOGIN\r\n" + base64("u") + "\r\n" + base64("p") + "\r\n\r\n");
        exchange.dispose();
        assertThat(exchange.failure()).isNull();
    }

    private static String text(ByteBuf out) {
        String text = out.toString(StandardCharsets.US_ASCII);
        out.clear();
        return text;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
