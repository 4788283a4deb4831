package dev.mailrace.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens without a KDC; RealLoginTest has one. */
@Tag("jdk")
class GssapiClientTest {
    private static final String CONFIGURATION = "java.security.krb5.conf";

    @TempDir
    Path folder = Path.of("");

    private @Nullable String before;

    @BeforeEach
    void useARealmWithoutKdc() throws Exception {
        Path file = Files.writeString(
                folder.resolve("krb5.conf"), "[libdefaults]\ndefault_realm = NOWHERE.TEST\ndns_lookup_kdc = false\n");
        before = System.setProperty(CONFIGURATION, file.toString());
    }

    @AfterEach
    void useWhatWasUsed() {
        if (before == null) {
            System.clearProperty(CONFIGURATION);
        } else {
            System.setProperty(CONFIGURATION, before);
        }
    }

    @Test
    void waitsForTheServersChallengeBeforeItAsksAnybody() throws SaslException {
        SaslClient client = client("pass");
        assertThat(client.hasInitialResponse()).isFalse();
        assertThat(client.isComplete()).isFalse();
    }

    @Test
    void exchangesWordsThatAreNoBase64MayAskForTheFirstToken() {
        // Microsoft Exchange: 334 GSSAPI supported.
        assertThat(Mechanism.GSSAPI.readsChallenges()).isFalse();
    }

    @Test
    void aConfigurationWithoutKdcIsSaidToBeMissing() throws SaslException {
        SaslClient client = client("pass");
        assertThatThrownBy(() -> client.evaluateChallenge(new byte[0]))
                .isInstanceOf(SaslException.class)
                .hasMessageEndingWith("; is there a krb5.conf? set java.security.krb5.conf")
                .hasMessageNotContaining("pass");
    }

    @Test
    void withoutAPasswordTheTicketCacheIsMissed() throws SaslException {
        SaslClient client = client("");
        assertThatThrownBy(() -> client.evaluateChallenge(new byte[0]))
                .isInstanceOf(SaslException.class)
                .hasMessage("no ticket in the cache for tim (expected: after kinit)");
    }

    private static SaslClient client(String password) throws SaslException {
        return Mechanism.GSSAPI.client(
                new Credentials("tim", password), Peer.plain("mail.example"), new SaltedPasswords(true));
    }
}
