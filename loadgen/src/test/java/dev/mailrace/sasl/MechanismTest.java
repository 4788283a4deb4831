package dev.mailrace.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MechanismTest {
    private static final Credentials TIM = new Credentials("tim", "tanstaaftanstaaf"); // RFC 2195 and RFC 4616

    @Test
    void plainIsRfc4616sExample() throws SaslException {
        SaslClient client = Mechanism.PLAIN.client(TIM, "mail.example");
        assertThat(client.hasInitialResponse()).isTrue();
        assertThat(text(client.evaluateChallenge(new byte[0]))).isEqualTo("\0tim\0tanstaaftanstaaf");
    }

    @Test
    void plainIsUtf8() throws SaslException {
        SaslClient client = Mechanism.PLAIN.client(new Credentials("jürgen", "schlüssel€"), "mail.example");
        assertThat(text(client.evaluateChallenge(new byte[0]))).isEqualTo("\0jürgen\0schlüssel€");
    }

    @Test
    void cramMd5IsRfc2195sExample() throws SaslException {
        SaslClient client = Mechanism.CRAM_MD5.client(TIM, "mail.example");
        assertThat(client.hasInitialResponse()).isFalse();
        assertThat(text(client.evaluateChallenge(bytes("<1896.697170952@postoffice.reston.mci.net>"))))
                .isEqualTo("tim b913a602c7eda7a495b4e6e7334d3890");
    }

    @Test
    void loginAnswersTheUserThenThePasswordWhateverThePrompt() throws SaslException {
        SaslClient client = Mechanism.LOGIN.client(TIM, "mail.example");
        assertThat(client.hasInitialResponse()).isFalse();
        assertThat(text(client.evaluateChallenge(bytes("Password:")))).isEqualTo("tim");
        assertThat(client.isComplete()).isFalse();
        assertThat(text(client.evaluateChallenge(new byte[] {-1, 0}))).isEqualTo("tanstaaftanstaaf");
    }

    @Test
    void loginRefusesAThirdPrompt() throws SaslException {
        SaslClient client = Mechanism.LOGIN.client(TIM, "mail.example");
        client.evaluateChallenge(new byte[0]);
        client.evaluateChallenge(new byte[0]);
        assertThatThrownBy(() -> client.evaluateChallenge(new byte[0]))
                .isInstanceOf(SaslException.class)
                .hasMessageContaining("asked a third time");
    }

    // The contract of every mechanism.

    @ParameterizedTest
    @EnumSource
    void namesItselfAsRegistered(Mechanism mechanism) throws SaslException {
        assertThat(mechanism.client(TIM, "mail.example").getMechanismName()).isEqualTo(mechanism.registeredName());
        assertThat(Mechanism.of(" " + mechanism.registeredName().toLowerCase(Locale.ROOT) + " "))
                .isEqualTo(mechanism);
    }

    @ParameterizedTest
    @EnumSource
    void isCompleteAfterItsLastResponseAndNotBefore(Mechanism mechanism) throws SaslException {
        SaslClient client = mechanism.client(TIM, "mail.example");
        assertThat(client.isComplete()).isFalse();
        for (int round = 0; !client.isComplete(); round++) {
            assertThat(round).isLessThan(4);
            assertThat(client.evaluateChallenge(bytes("<1.2@mail.example>"))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesToGoOnWhenItIsComplete(Mechanism mechanism) throws SaslException {
        SaslClient client = mechanism.client(TIM, "mail.example");
        while (!client.isComplete()) {
            client.evaluateChallenge(bytes("<1.2@mail.example>"));
        }
        assertThatThrownBy(() -> client.evaluateChallenge(bytes("more")))
                .isInstanceOfAny(SaslException.class, IllegalStateException.class)
                .hasMessageNotContaining(TIM.password());
    }

    @ParameterizedTest
    @EnumSource
    void servesOneExchangeAndTwoClientsShareNothing(Mechanism mechanism) throws SaslException {
        SaslClient first = mechanism.client(TIM, "mail.example");
        SaslClient second = mechanism.client(TIM, "mail.example");
        byte[] challenge = bytes("<1.2@mail.example>");
        assertThat(first.evaluateChallenge(challenge)).isEqualTo(second.evaluateChallenge(challenge));
        first.dispose();
        second.dispose();
    }

    @ParameterizedTest
    @EnumSource
    void hasNoSecurityLayer(Mechanism mechanism) throws SaslException {
        SaslClient client = mechanism.client(TIM, "mail.example");
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
        assertThat(Mechanism.choose(wanted, Set.of("LOGIN", "PLAIN", "NTLM"))).isEqualTo(Mechanism.PLAIN);
        assertThat(Mechanism.choose(wanted, Set.of("GSSAPI"))).isNull();
        assertThat(Mechanism.choose(List.of(), Set.of("PLAIN"))).isNull();
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Mechanism.of("KERBEROS_V4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mechanism: KERBEROS_V4 (expected: one of CRAM-MD5, PLAIN, LOGIN)");
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
