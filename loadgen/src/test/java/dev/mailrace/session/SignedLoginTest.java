package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins whose last challenge is the server's own proof, as on Dovecot: it is answered by an empty line, then comes the 235. */
@Tag("jdk")
class SignedLoginTest {
    private static final Credentials TIM = new Credentials("tim", "tanstaaftanstaaf");

    /** Dovecot's nonces hold any printable character but the comma. */
    private static final String ODD_NONCE = "\"\\=*<>'%&";

    private static final byte[] SALT = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final int ITERATIONS = 4096;

    @ParameterizedTest
    @CsvSource({"SCRAM_SHA_1, SCRAM_SHA_1", "SCRAM_SHA_256, SCRAM_SHA_256", "SCRAM_SHA_512, SCRAM_SHA_512"})
    void theServersSignatureIsAnsweredByAnEmptyLine(Mechanism mechanism, ScramMechanism hash) {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), mechanism), TIM);
        rig.owner.quitsWhenDone = false;
        String signature = proveToServer(rig, mechanism, hash);
        challenge(rig, "v=" + signature);
        rig.expect("").server("235 2.7.0 Authentication successful");
        assertThat(rig.owner.establishedCount).isEqualTo(1);
        rig.finish(mechanism.registeredName());
    }

    @Test
    void aServerThatSignsWronglyIsCancelledAndNamed() {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.SCRAM_SHA_256), TIM);
        String signature = proveToServer(rig, Mechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_256);
        challenge(rig, "v=" + (signature.startsWith("A") ? "B" : "A") + signature.substring(1));
        rig.expect("*").server("501 5.7.0 Authentication aborted");
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed authentication auth");
        rig.finish("wrong signature");
    }

    @ParameterizedTest
    @CsvSource({"SCRAM_SHA_1, SCRAM_SHA_1", "SCRAM_SHA_256, SCRAM_SHA_256", "SCRAM_SHA_512, SCRAM_SHA_512"})
    void a235WithoutTheServersProofIsNoLogin(Mechanism mechanism, ScramMechanism hash) {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), mechanism), TIM);
        proveToServer(rig, mechanism, hash);
        rig.server("235 2.7.0 Authentication successful");
        assertFailed(
                rig, mechanism.registeredName() + ": the server let us in without its own proof, which makes no login");
    }

    @Test
    void a235ToTheFirstMessageIsNoLogin() {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.SCRAM_SHA_256), TIM);
        rig.hello("AUTH SCRAM-SHA-256");
        rig.said();
        rig.server("235 2.7.0 come in");
        assertFailed(rig, "SCRAM-SHA-256: the server let us in without its own proof, which makes no login");
    }

    @Test
    void a235BehindAWrongProofIsNoLogin() {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.SCRAM_SHA_1), TIM);
        proveToServer(rig, Mechanism.SCRAM_SHA_1, ScramMechanism.SCRAM_SHA_1);
        challenge(rig, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        rig.expect("*").server("235 2.7.0 come in");
        assertFailed(rig, "SCRAM-SHA-1: the server's proof is wrong: it does not know the password (RFC 5802 §3)");
    }

    @Test
    void aDigestLoginWithoutRspauthIsNone() {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.DIGEST_MD5), TIM);
        rig.hello("AUTH DIGEST-MD5").expect("AUTH DIGEST-MD5");
        challenge(rig, "realm=\"x\",nonce=\"abc\",qop=\"auth\",charset=utf-8,algorithm=md5-sess");
        assertThat(rig.said()).isNotEqualTo("*\r\n");
        rig.server("235 2.7.0 come in");
        assertFailed(rig, "DIGEST-MD5: the server let us in without its own proof, which makes no login");
    }

    /** RFC 5802 §7; a value that is none of its own is not repeated: it may hold anything. */
    @ParameterizedTest
    @CsvSource({
        "e=unknown-user, unknown-user",
        "e=invalid-proof, invalid-proof",
        "e=channel-bindings-dont-match, channel-bindings-dont-match",
        "'e=no-resources,x=y', no-resources",
        "e=tanstaaftanstaaf, other-error",
        "e=, other-error"
    })
    void anErrorWithinScramIsTheServersRefusal(String message, String value) {
        for (boolean early : new boolean[] {true, false}) {
            Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.SCRAM_SHA_256), TIM);
            if (early) {
                rig.hello("AUTH SCRAM-SHA-256");
                rig.said();
            } else {
                proveToServer(rig, Mechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_256);
            }
            challenge(rig, message);
            rig.expect("").server("535 5.7.8 Authentication failed");
            assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("rejected auth 535 5.7.8");
            assertThat(rig.owner.closedBy)
                    .extracting(Outcome::sample)
                    .isEqualTo("535 5.7.8 Authentication failed (SCRAM-SHA-256: the server refuses: " + value + ")");
            rig.finish(message);
        }
    }

    @Test
    void aServerThatRefusesWithinScramAndLetsInIsNotBelieved() {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.SCRAM_SHA_256), TIM);
        proveToServer(rig, Mechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_256);
        challenge(rig, "e=unknown-user");
        rig.expect("").server("235 2.7.0 come in");
        assertFailed(rig, "SCRAM-SHA-256: the server refuses: unknown-user");
    }

    private static void assertFailed(Rig rig, String words) {
        assertThat(rig.owner.establishedCount).isZero();
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed authentication auth");
        assertThat(rig.owner.closedBy).extracting(Outcome::sample).isEqualTo(words);
        rig.finish(words);
    }

    /** Up to the client's proof, which must be right; gives the signature that answers it. */
    private static String proveToServer(Rig rig, Mechanism mechanism, ScramMechanism hash) {
        rig.hello("AUTH " + mechanism.registeredName());
        String command = rig.said().strip();
        String prefix = "AUTH " + mechanism.registeredName() + " ";
        assertThat(command).startsWith(prefix);
        String first = decoded(command.substring(prefix.length()));
        assertThat(first).startsWith("n,,n=tim,r=");
        String bare = first.substring("n,,".length());
        String serverFirst = "r=" + bare.substring("n=tim,r=".length()) + ODD_NONCE + ",s="
                + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
        challenge(rig, serverFirst);
        String last = decoded(rig.said().strip());
        int proofAt = last.indexOf(",p=");
        String messages = bare + "," + serverFirst + "," + last.substring(0, proofAt);
        byte[] salted = ScramFunctions.saltedPassword(
                hash, StringPreparation.SASL_PREPARATION, TIM.password().toCharArray(), SALT, ITERATIONS);
        byte[] storedKey = ScramFunctions.storedKey(hash, ScramFunctions.clientKey(hash, salted));
        byte[] proof = Base64.getDecoder().decode(last.substring(proofAt + 3));
        assertThat(ScramFunctions.verifyClientProof(hash, proof, storedKey, messages))
                .as("the client's proof in %s", last)
                .isTrue();
        byte[] signature = ScramFunctions.serverSignature(hash, ScramFunctions.serverKey(hash, salted), messages);
        return Base64.getEncoder().encodeToString(signature);
    }

    @Test
    void rspauthIsAnsweredByAnEmptyLine() throws Exception {
        SaslServer server = Sasl.createSaslServer(
                "DIGEST-MD5",
                "smtp",
                "mail.example",
                Map.of("com.sun.security.sasl.digest.realm", "example"),
                callbacks -> {
                    for (Callback callback : callbacks) {
                        if (callback instanceof NameCallback name) {
                            name.setName(name.getDefaultName());
                        } else if (callback instanceof RealmCallback realm) {
                            realm.setText(realm.getDefaultText());
                        } else if (callback instanceof PasswordCallback password) {
                            password.setPassword(TIM.password().toCharArray());
                        } else if (callback instanceof AuthorizeCallback authorize) {
                            authorize.setAuthorized(true);
                        }
                    }
                });
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), Mechanism.DIGEST_MD5), TIM);
        rig.owner.quitsWhenDone = false;
        rig.hello("AUTH DIGEST-MD5").expect("AUTH DIGEST-MD5");
        challenge(rig, new String(server.evaluateResponse(new byte[0]), StandardCharsets.UTF_8));
        byte[] response = Base64.getDecoder().decode(rig.said().strip());
        String proof = new String(server.evaluateResponse(response), StandardCharsets.UTF_8);
        assertThat(proof).startsWith("rspauth=");
        challenge(rig, proof);
        rig.expect("").server("235 2.7.0 Authentication successful");
        assertThat(rig.owner.establishedCount).isEqualTo(1);
        rig.finish("DIGEST-MD5");
    }

    private static void challenge(Rig rig, String text) {
        rig.server("334 " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
