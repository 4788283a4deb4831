package dev.mailrace.sasl;

import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/** Whatever a server asks of any mechanism, the client answers, or gives the login up in words that tell no secret. */
class ChallengeFuzzTest extends FuzzTest {
    private static final List<Mechanism> MECHANISMS = List.of(
            Mechanism.SCRAM_SHA_1,
            Mechanism.SCRAM_SHA_256_PLUS,
            Mechanism.DIGEST_MD5,
            Mechanism.CRAM_MD5,
            Mechanism.NTLM,
            Mechanism.PLAIN,
            Mechanism.LOGIN,
            Mechanism.OAUTHBEARER,
            Mechanism.XOAUTH2,
            Mechanism.EXTERNAL,
            Mechanism.ANONYMOUS);
    private static final String PASSWORD = "tanstaaf-tanstaaf";
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO"; // RFC 7677 §3
    private static final int RESPONSE_BYTES_MAX = 1 << 20;

    private final SaltedPasswords salted = new SaltedPasswords(true);

    @Override
    protected void fuzz(byte[] input) throws SaslException {
        Input in = new Input(input);
        Mechanism mechanism = MECHANISMS.get(in.below(MECHANISMS.size()));
        SaslClient client = client(mechanism);
        try {
            if (client.hasInitialResponse()) {
                client.evaluateChallenge(new byte[0]);
            }
            while (!in.isEmpty() && !client.isComplete()) {
                byte[] challenge = in.line().getBytes(StandardCharsets.ISO_8859_1);
                byte[] response = client.evaluateChallenge(challenge);
                assertTrue(response == null || response.length <= RESPONSE_BYTES_MAX, "a response of bounded size");
            }
        } catch (SaslException e) {
            String words = String.valueOf(e.getMessage());
            boolean quoted =
                    new String(input, StandardCharsets.ISO_8859_1).contains(PASSWORD); // The server's own words.
            assertTrue(quoted || !words.contains(PASSWORD), "a password in " + words);
            if (e instanceof LoginFault) {
                assertPlain(words);
            }
        }
    }

    private SaslClient client(Mechanism mechanism) throws SaslException {
        Credentials tim = new Credentials("tim", PASSWORD);
        byte[] bound = {1, 2, 3};
        Peer peer = new Peer("mail.example", new ChannelBinding(ChannelBinding.TLS_SERVER_END_POINT, bound));
        return switch (mechanism) {
            case SCRAM_SHA_1, SCRAM_SHA_256_PLUS -> new ScramExchange(mechanism, tim, peer, salted, NONCE);
            default -> mechanism.client(tim, peer, salted);
        };
    }

    @Override
    protected boolean growsEvenly() {
        return false; // A server may ask for as many iterations as it likes, up to a limit.
    }
}
