package dev.mailrace.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("jdk")
class ScramExchangeTest {
    private static final Credentials USER = new Credentials("user", "pencil");
    private static final Peer PLAIN = Peer.plain("mail.example");

    @ParameterizedTest
    @CsvSource({
        // RFC 5802 §5
        "SCRAM-SHA-1,fyko+d2lbbFgONRv9qkxdawL,3rfcNHYJY1ZVvWVs7j,QSXCR+Q6sek8bf92,"
                + "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=,rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        // RFC 7677 §3
        "SCRAM-SHA-256,rOprNGfwEbeRWgbNEkqO,%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,W22ZaJ0SNY7soEsUEjb6gQ==,"
                + "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=,6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    })
    void isTheRfcsExample(
            String mechanism, String nonce, String serverNonce, String salt, String proof, String signature)
            throws SaslException {
        ScramExchange exchange = exchange(Mechanism.of(mechanism), PLAIN, nonce);
        assertThat(answer(exchange, "")).isEqualTo("n,,n=user,r=" + nonce);
        assertThat(answer(exchange, "r=" + nonce + serverNonce + ",s=" + salt + ",i=4096"))
                .isEqualTo("c=biws,r=" + nonce + serverNonce + ",p=" + proof);
        assertThat(exchange.isComplete()).isFalse();
        assertThat(answer(exchange, "v=" + signature)).isEmpty();
        assertThat(exchange.isComplete()).isTrue();
    }

    @Test
    void aServerThatDoesNotKnowThePasswordIsFoundOut() throws SaslException {
        ScramExchange exchange = exchange(Mechanism.SCRAM_SHA_1, PLAIN, "fyko+d2lbbFgONRv9qkxdawL");
        answer(exchange, "");
        answer(exchange, "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
        assertThatThrownBy(() -> answer(exchange, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA="))
                .isInstanceOf(SaslException.class);
    }

    @Test
    void aServerNonceThatDoesNotBeginWithOursIsRefused() throws SaslException {
        ScramExchange exchange = exchange(Mechanism.SCRAM_SHA_1, PLAIN, "fyko");
        answer(exchange, "");
        assertThatThrownBy(() -> answer(exchange, "r=other,s=QSXCR+Q6sek8bf92,i=4096"))
                .isInstanceOf(SaslException.class);
    }

    @Test
    void nobodyIsKeptHashingForEver() throws SaslException {
        ScramExchange exchange = exchange(Mechanism.SCRAM_SHA_1, PLAIN, "fyko");
        answer(exchange, "");
        assertThatThrownBy(() -> answer(exchange, "r=fyko1,s=QSXCR+Q6sek8bf92,i=2000000000"))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("iterations");
    }

    @Test
    void withPlusTheChannelIsNamedAndItsDataSent() throws SaslException {
        byte[] data = {1, 2, 3};
        Peer bound = new Peer("mail.example", new ChannelBinding(ChannelBinding.TLS_EXPORTER, data));
        ScramExchange exchange = exchange(Mechanism.SCRAM_SHA_256_PLUS, bound, "abc");
        assertThat(answer(exchange, "")).isEqualTo("p=tls-exporter,,n=user,r=abc");
        String header = "p=tls-exporter,,";
        byte[] input = (header + "\1\2\3").getBytes(StandardCharsets.US_ASCII);
        assertThat(answer(exchange, "r=abcdef,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
                .startsWith("c=" + Base64.getEncoder().encodeToString(input) + ",r=abcdef,p=");
    }

    @Test
    void withPlusAndWithoutTlsThereIsNothingToBind() {
        assertThatThrownBy(() -> exchange(Mechanism.SCRAM_SHA_256_PLUS, PLAIN, "abc"))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("TLS");
    }

    private static ScramExchange exchange(Mechanism mechanism, Peer peer, String nonce) throws SaslException {
        return new ScramExchange(mechanism, USER, peer, new SaltedPasswords(true), nonce);
    }

    private static String answer(ScramExchange exchange, String challenge) throws SaslException {
        return new String(
                exchange.evaluateChallenge(challenge.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
