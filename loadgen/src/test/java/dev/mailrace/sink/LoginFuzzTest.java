package dev.mailrace.sink;

import com.ongres.scram.common.StringPreparation;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.SaltedPasswords;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * Logins at the sink: whatever a client answers is a login or a refusal; and whom our client can name, with any password it
 * takes, the sink lets in.
 */
class LoginFuzzTest extends FuzzTest {
    private static final List<Mechanism> MECHANISMS = List.of(
            Mechanism.SCRAM_SHA_1,
            Mechanism.SCRAM_SHA_256,
            Mechanism.DIGEST_MD5,
            Mechanism.NTLM,
            Mechanism.OAUTHBEARER,
            Mechanism.XOAUTH2,
            Mechanism.PLAIN,
            Mechanism.LOGIN,
            Mechanism.CRAM_MD5);
    private static final int ROUNDS_MAX = 6;

    private final SaltedPasswords salted = new SaltedPasswords(true);

    @Override
    protected void fuzz(byte[] input) throws SaslException {
        Input in = new Input(input);
        Mechanism mechanism = MECHANISMS.get(in.below(MECHANISMS.size()));
        if (in.flag()) {
            answers(mechanism, in);
        } else {
            login(mechanism, in.line(), in.line());
        }
    }

    private static SinkAuth server(SinkAccounts accounts) {
        SinkSettings settings = SinkSettings.defaults().withScramIterations(1).withAccounts(accounts);
        return new SinkAuth(accounts, new SinkSasl(settings), "<1.2@sink.mailrace.example>", new Peer(null));
    }

    private static @Nullable SinkReply begun(SinkAuth server, Mechanism mechanism, byte @Nullable [] response) {
        String initial = response == null ? "" : " " + (response.length == 0 ? "=" : base64(response));
        byte[] line = LineBytes.ascii(mechanism.registeredName() + initial);
        return server.begin(line, 0, line.length);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static @Nullable SinkReply answered(SinkAuth server, byte[] response) {
        byte[] line = LineBytes.ascii(base64(response));
        return server.answer(line, line.length);
    }

    private static void answers(Mechanism mechanism, Input in) {
        SinkAuth server = server(SinkAccounts.of(Map.of("tim", "tanstaaf")));
        byte[] line = LineBytes.ascii(mechanism.registeredName());
        SinkReply reply = server.begin(line, 0, line.length);
        while (reply == null && !in.isEmpty()) {
            if (in.flag()) {
                byte[] raw = in.line().getBytes(StandardCharsets.ISO_8859_1);
                reply = server.answer(raw, raw.length);
            } else {
                reply = answered(server, in.line().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void login(Mechanism mechanism, String user, String password) throws SaslException {
        if (user.isEmpty() || password.isEmpty() || hasControls(user) || hasControls(password)) {
            return;
        }
        if (mechanism.name().startsWith("SCRAM") && !isPrepared(password)) {
            return; // Neither side can hash it.
        }
        dev.mailrace.sasl.Peer peer = dev.mailrace.sasl.Peer.plain("mail.example");
        SaslClient client;
        byte @Nullable [] said;
        try {
            client = mechanism.client(new Credentials(user, password), peer, salted);
            said = client.hasInitialResponse() ? client.evaluateChallenge(new byte[0]) : null;
        } catch (SaslException e) {
            return; // Our client says at once that it cannot be.
        }
        SinkAuth server = server(SinkAccounts.of(Map.of(user, password)));
        SinkReply reply = begun(server, mechanism, said);
        for (int i = 0; i < ROUNDS_MAX && reply == null; i++) {
            byte[] challenge = Base64.getDecoder().decode(server.challenge());
            byte[] response = client.isComplete() ? null : client.evaluateChallenge(challenge);
            reply = answered(server, response == null ? new byte[0] : response);
        }
        assertTrue(
                reply == SinkReply.LOGGED_IN,
                reply + " after " + mechanism + " of " + Arrays.toString(user.toCharArray()) + " by "
                        + Arrays.toString(password.toCharArray()));
    }

    private static boolean isPrepared(String password) {
        try {
            StringPreparation.SASL_PREPARATION.normalize(password.toCharArray());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    }

    @Override
    protected boolean growsEvenly() {
        return false; // Hashing passwords is the point.
    }
}
