package dev.mailrace.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("jdk")
class MechanismTest {
    private static final Peer PEER = Peer.plain("mail.example");
    private static final SaltedPasswords SALTED = new SaltedPasswords(true);
    private static final Credentials TIM = new Credentials("tim", "tanstaaftanstaaf"); // RFC 2195 and RFC 4616

    @Test
    void plainIsRfc4616sExample() throws SaslException {
        SaslClient client = Mechanism.PLAIN.client(TIM, PEER, SALTED);
        assertThat(client.hasInitialResponse()).isTrue();
        assertThat(text(client.evaluateChallenge(new byte[0]))).isEqualTo("\0tim\0tanstaaftanstaaf");
    }

    @ParameterizedTest
    @CsvSource({
        "ANONYMOUS,sirhc,c2lyaGM=", // RFC 4505 §4
        "EXTERNAL,fred@example.com,ZnJlZEBleGFtcGxlLmNvbQ==", // RFC 4422 appendix A.2
        "EXTERNAL,'',''" // appendix A.2: whoever TLS says
    })
    void whatNeedsNoPasswordIsItsRfcsExample(Mechanism mechanism, String user, String said) throws SaslException {
        SaslClient client = mechanism.client(new Credentials(user, ""), PEER, SALTED);
        assertThat(Base64.getEncoder().encodeToString(client.evaluateChallenge(new byte[0])))
                .isEqualTo(said);
    }

    @Test
    void plainIsUtf8() throws SaslException {
        SaslClient client = Mechanism.PLAIN.client(new Credentials("jürgen", "schlüssel€"), PEER, SALTED);
        assertThat(text(client.evaluateChallenge(new byte[0]))).isEqualTo("\0jürgen\0schlüssel€");
    }

    @Test
    void cramMd5IsRfc2195sExample() throws SaslException {
        SaslClient client = Mechanism.CRAM_MD5.client(TIM, PEER, SALTED);
        assertThat(client.hasInitialResponse()).isFalse();
        assertThat(text(client.evaluateChallenge(bytes("<1896.697170952@postoffice.reston.mci.net>"))))
                .isEqualTo("tim b913a602c7eda7a495b4e6e7334d3890");
    }

    @Test
    void loginAnswersTheUserThenThePasswordWhateverThePrompt() throws SaslException {
        SaslClient client = Mechanism.LOGIN.client(TIM, PEER, SALTED);
        assertThat(client.hasInitialResponse()).isFalse();
        assertThat(text(client.evaluateChallenge(bytes("Password:")))).isEqualTo("tim");
        assertThat(client.isComplete()).isFalse();
        assertThat(text(client.evaluateChallenge(new byte[] {-1, 0}))).isEqualTo("tanstaaftanstaaf");
    }

    @Test
    void oauthBearerIsRfc7628sExampleWithoutThePort() throws SaslException {
        SaslClient client = Mechanism.OAUTHBEARER.client(
                new Credentials("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="),
                Peer.plain("server.example.com"),
                SALTED);
        assertThat(text(client.evaluateChallenge(new byte[0])))
                .isEqualTo("n,a=user@example.com,\1host=server.example.com\1"
                        + "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1");
        assertThat(text(client.evaluateChallenge(bytes("{\"status\":\"invalid_token\"}"))))
                .as("RFC 7628 §3.2.3")
                .isEqualTo("\1");
        assertThat(client.isComplete()).isTrue();
    }

    @Test
    void oauthBearerHidesWhatWouldEndTheName() throws SaslException {
        SaslClient client = Mechanism.OAUTHBEARER.client(new Credentials("a=b,c", "t"), PEER, SALTED);
        assertThat(text(client.evaluateChallenge(new byte[0]))).startsWith("n,a=a=3Db=2Cc,\1");
    }

    @Test
    void xoauth2AnswersTheErrorWithNothing() throws SaslException {
        SaslClient client =
                Mechanism.XOAUTH2.client(new Credentials("someuser@example.com", "ya29.vF9dft4"), PEER, SALTED);
        assertThat(text(client.evaluateChallenge(new byte[0])))
                .isEqualTo("user=someuser@example.com\1auth=Bearer ya29.vF9dft4\1\1");
        assertThat(client.evaluateChallenge(bytes("{\"status\":\"401\"}"))).isEmpty();
    }

    /** As Dovecot sends it when no realms are set. */
    @Test
    void digestMd5TakesAnEmptyRealmForNone() throws SaslException {
        SaslClient client = Mechanism.DIGEST_MD5.client(TIM, PEER, SALTED);
        String challenge = "realm=\"\",nonce=\"4f37WWPH7ZTO8Y2as83AEA==\",qop=\"auth\",charset=\"utf-8\","
                + "algorithm=\"md5-sess\"";
        assertThat(text(client.evaluateChallenge(bytes(challenge))))
                .contains("username=\"tim\"")
                .contains("digest-uri=\"smtp/mail.example\"")
                .contains("nonce=\"4f37WWPH7ZTO8Y2as83AEA==\"")
                .doesNotContain("realm");
    }

    @Test
    void loginRefusesAThirdPrompt() throws SaslException {
        SaslClient client = Mechanism.LOGIN.client(TIM, PEER, SALTED);
        client.evaluateChallenge(new byte[0]);
        client.evaluateChallenge(new byte[0]);
        assertThatThrownBy(() -> client.evaluateChallenge(new byte[0]))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("asked a third time");
    }

    // The contract of every mechanism.

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = ".*_PLUS")
    void namesItselfAsRegistered(Mechanism mechanism) throws SaslException {
        assertThat(mechanism.client(TIM, PEER, SALTED).getMechanismName()).isEqualTo(mechanism.registeredName());
        assertThat(Mechanism.of(" " + mechanism.registeredName().toLowerCase(Locale.ROOT) + " "))
                .isEqualTo(mechanism);
    }

    @ParameterizedTest
    @EnumSource(names = {"CRAM_MD5", "PLAIN", "LOGIN"})
    void isCompleteAfterItsLastResponseAndNotBefore(Mechanism mechanism) throws SaslException {
        SaslClient client = mechanism.client(TIM, PEER, SALTED);
        assertThat(client.isComplete()).isFalse();
        for (int round = 0; !client.isComplete(); round++) {
            assertThat(round).isLessThan(4);
            assertThat(client.evaluateChallenge(bytes("<1.2@mail.example>"))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CRAM_MD5", "PLAIN", "LOGIN"})
    void refusesToGoOnWhenItIsComplete(Mechanism mechanism) throws SaslException {
        SaslClient client = mechanism.client(TIM, PEER, SALTED);
        while (!client.isComplete()) {
            client.evaluateChallenge(bytes("<1.2@mail.example>"));
        }
        assertThatThrownBy(() -> client.evaluateChallenge(bytes("more")))
                .isInstanceOfAny(SaslException.class, IllegalStateException.class)
                .hasMessageNotContaining(TIM.password());
    }

    @ParameterizedTest
    @EnumSource(names = {"CRAM_MD5", "PLAIN", "LOGIN"})
    void servesOneExchangeAndTwoClientsShareNothing(Mechanism mechanism) throws SaslException {
        SaslClient first = mechanism.client(TIM, PEER, SALTED);
        SaslClient second = mechanism.client(TIM, PEER, SALTED);
        byte[] challenge = bytes("<1.2@mail.example>");
        assertThat(first.evaluateChallenge(challenge)).isEqualTo(second.evaluateChallenge(challenge));
        first.dispose();
        second.dispose();
    }

    @ParameterizedTest
    @EnumSource(names = {"CRAM_MD5", "PLAIN", "LOGIN"})
    void hasNoSecurityLayer(Mechanism mechanism) throws SaslException {
        SaslClient client = mechanism.client(TIM, PEER, SALTED);
        while (!client.isComplete()) {
            client.evaluateChallenge(bytes("<1.2@mail.example>"));
        }
        assertThatThrownBy(() -> client.wrap(new byte[1], 0, 1))
                .isInstanceOfAny(SaslException.class, IllegalStateException.class);
        assertThatThrownBy(() -> client.unwrap(new byte[1], 0, 1))
                .isInstanceOfAny(SaslException.class, IllegalStateException.class);
    }

    // Choosing.

    @Test
    void theFirstWantedThatIsOfferedIsTaken() {
        List<Mechanism> wanted = List.of(Mechanism.CRAM_MD5, Mechanism.PLAIN, Mechanism.LOGIN);
        assertThat(Mechanism.choose(wanted, Set.of("LOGIN", "PLAIN", "NTLM"), false))
                .isEqualTo(Mechanism.PLAIN);
        assertThat(Mechanism.choose(wanted, Set.of("GSSAPI"), false)).isNull();
        assertThat(Mechanism.choose(wanted, Set.of(), true)).isNull();
        assertThat(Mechanism.choose(List.of(), Set.of("PLAIN"), false)).isNull();
    }

    @Test
    void aMechanismThatBindsTheChannelIsChosenOnlyWhereThereIsOne() {
        List<Mechanism> wanted = List.of(Mechanism.SCRAM_SHA_256_PLUS, Mechanism.SCRAM_SHA_256);
        Set<String> offered = Set.of("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS");
        assertThat(Mechanism.choose(wanted, offered, true)).isEqualTo(Mechanism.SCRAM_SHA_256_PLUS);
        assertThat(Mechanism.choose(wanted, offered, false)).isEqualTo(Mechanism.SCRAM_SHA_256);
    }

    @Test
    void thoseOfPasswordsAreStrongestFirstAndHoldNoTokens() {
        assertThat(Mechanism.ofPasswords())
                .startsWith(Mechanism.SCRAM_SHA_512_PLUS)
                .endsWith(Mechanism.PLAIN, Mechanism.LOGIN)
                .doesNotContain(
                        Mechanism.GSSAPI,
                        Mechanism.XOAUTH2,
                        Mechanism.OAUTHBEARER,
                        Mechanism.EXTERNAL,
                        Mechanism.ANONYMOUS);
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Mechanism.of("KERBEROS_V4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mechanism: KERBEROS_V4 (expected: one of "
                        + "SCRAM-SHA-512-PLUS, SCRAM-SHA-256-PLUS, SCRAM-SHA-1-PLUS, SCRAM-SHA-512, SCRAM-SHA-256, "
                        + "SCRAM-SHA-1, DIGEST-MD5, CRAM-MD5, NTLM, PLAIN, LOGIN, GSSAPI, OAUTHBEARER, XOAUTH2, "
                        + "EXTERNAL, ANONYMOUS)");
    }

    @Test
    void credentialsMaskTheirPassword() {
        assertThat(TIM).hasToString("tim:***");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
