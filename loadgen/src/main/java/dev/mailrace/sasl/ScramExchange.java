package dev.mailrace.sasl;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.exception.ScramInvalidServerSignatureException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import javax.security.sasl.SaslException;

/**
 * SCRAM (RFC 5802, RFC 7677), with channel binding where the mechanism's name ends with -PLUS: the messages and the maths
 * are the SCRAM library's.
 */
final class ScramExchange extends Layerless {
    private static final int NONCE_CHARACTERS = 24;

    /** A server may ask for any count; this many HMACs take about a minute, and nothing waits for ever. */
    private static final int ITERATIONS_MAX = 50_000_000;

    private static final String ERROR = "e=";

    /** RFC 5802 §7. */
    private static final Set<String> ERRORS = Set.of(
            "invalid-encoding",
            "extensions-not-supported",
            "invalid-proof",
            "channel-bindings-dont-match",
            "server-does-support-channel-binding",
            "channel-binding-not-supported",
            "unsupported-channel-binding-type",
            "unknown-user",
            "invalid-username-encoding",
            "no-resources",
            "other-error");

    private static final SecureRandom RANDOM = new SecureRandom();

    private enum State {
        CLIENT_FIRST,
        CLIENT_FINAL,
        SERVER_FINAL,
        DONE
    }

    private final Mechanism mechanism;
    private final Credentials credentials;
    private final Peer peer;
    private final SaltedPasswords salted;
    private final String nonce;
    private ScramClient client;
    private State state = State.CLIENT_FIRST;

    ScramExchange(Mechanism mechanism, Credentials credentials, Peer peer, SaltedPasswords salted)
            throws SaslException {
        this(mechanism, credentials, peer, salted, ScramFunctions.nonce(NONCE_CHARACTERS, RANDOM));
    }

    ScramExchange(Mechanism mechanism, Credentials credentials, Peer peer, SaltedPasswords salted, String nonce)
            throws SaslException {
        super(mechanism);
        this.mechanism = mechanism;
        this.credentials = credentials;
        this.peer = peer;
        this.salted = salted;
        this.nonce = nonce;
        try {
            this.client = binding(beginning().password(credentials.password().toCharArray()));
        } catch (RuntimeException e) { // Such as a user name that SASLprep forbids.
            throw refused(e);
        }
    }

    private ScramClient.PasswordBuildStage beginning() {
        return ScramClient.builder()
                .advertisedMechanisms(List.of(mechanism.registeredName()))
                .username(credentials.user());
    }

    private ScramClient binding(ScramClient.FinalBuildStage stage) throws SaslException {
        stage.nonceSupplier(() -> nonce);
        if (mechanism.bindsChannel()) {
            ChannelBinding binding = peer.binding();
            if (binding == null) {
                throw new LoginFault("it binds the TLS connection, and there is none");
            }
            stage.channelBinding(binding.type(), binding.data());
        }
        return stage.build();
    }

    @Override
    public boolean hasInitialResponse() {
        return true;
    }

    @Override
    public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        String text = new String(challenge, StandardCharsets.UTF_8);
        if (text.startsWith(ERROR) && state != State.CLIENT_FIRST) {
            throw LoginFault.ofServer("the server refuses: " + error(text.substring(ERROR.length())));
        }
        try {
            return switch (state) {
                case CLIENT_FIRST -> {
                    state = State.CLIENT_FINAL;
                    yield bytes(client.clientFirstMessage().toString());
                }
                case CLIENT_FINAL -> {
                    state = State.SERVER_FINAL;
                    yield bytes(clientFinal(text));
                }
                case SERVER_FINAL -> {
                    client.serverFinalMessage(text);
                    state = State.DONE;
                    yield new byte[0];
                }
                case DONE -> throw new LoginFault("it was asked once more (expected: the end)");
            };
        } catch (ScramException | RuntimeException e) {
            throw refused(e);
        }
    }

    /** The library wants a salted password before it knows the salt, so a second client says the same once more. */
    private String clientFinal(String serverFirst) throws ScramException, SaslException {
        ServerFirstMessage first = client.serverFirstMessage(serverFirst);
        if (first.getIterationCount() > ITERATIONS_MAX) {
            throw new LoginFault("the server asks for " + first.getIterationCount() + " iterations (expected: at most "
                    + ITERATIONS_MAX + ")");
        }
        byte[] password = password(first);
        client = binding(beginning().saltedPassword(password));
        client.clientFirstMessage();
        client.serverFirstMessage(serverFirst);
        return client.clientFinalMessage().toString();
    }

    private byte[] password(ServerFirstMessage first) throws LoginFault {
        try {
            return salted.of(client.getScramMechanism(), credentials, first.getSalt(), first.getIterationCount());
        } catch (IllegalArgumentException e) {
            throw new LoginFault("the password holds what SASLprep forbids (RFC 4013)", e);
        }
    }

    /** Known words alone: a server may say anything, such as a secret that it was told. */
    private static String error(String value) {
        String word = value.split(",", 2)[0].strip();
        return ERRORS.contains(word) ? word : "other-error";
    }

    private SaslException refused(Exception cause) {
        if (cause instanceof LoginFault ours) {
            return ours;
        }
        if (cause instanceof ScramInvalidServerSignatureException) {
            return new LoginFault("the server's proof is wrong: it does not know the password (RFC 5802 §3)", cause);
        }
        return new LoginFault(
                state == State.CLIENT_FIRST
                        ? "the user name or the password holds what SASLprep forbids (RFC 4013)"
                        : "the server's message breaks the rules (RFC 5802 §7)",
                cause);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isComplete() {
        return state == State.DONE;
    }
}
