package dev.mailrace.session;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.LoginFault;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.Peer;
import dev.mailrace.wire.CommandWriter;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * AUTH on the wire (RFC 4954 §4): base64 around a SASL client, the initial response where it fits, the cancel where the
 * client cannot go on. Owned by the session's loop; used for one exchange.
 */
final class AuthExchange {
    /** RFC 4954 §4: a longer initial response follows an empty challenge instead. */
    private static final int COMMAND_BYTES_MAX = 512;

    private static final int ROUNDS_MAX = 16;
    private static final byte[] CANCEL = {'*'};
    private static final byte[] NOTHING = {};
    private static final byte[] EMPTY_INITIAL_RESPONSE = {'='};

    private final Mechanism mechanism;
    private final boolean initialResponse;
    private final SaslClient client;
    private byte @Nullable [] held; // an initial response that was too long for the command
    private int rounds;
    private @Nullable String failure;
    private boolean refused; // by the server, within the mechanism

    AuthExchange(Mechanism mechanism, Credentials credentials, Peer peer, Login login) throws SaslException {
        this.mechanism = mechanism;
        this.initialResponse = login.initialResponse();
        this.client = mechanism.client(credentials, peer, login.salted());
    }

    /** Whether a response may take too long for the session's loop; another thread may work it out then. */
    boolean isCostly() {
        return mechanism.isCostly();
    }

    /**
     * Appends the AUTH command.
     *
     * @return the response in it; empty when there is none
     */
    byte[] writeCommand(ByteBuf out) throws SaslException {
        byte[] name = mechanism.registeredName().getBytes(StandardCharsets.US_ASCII);
        if (!client.hasInitialResponse()) {
            CommandWriter.auth(out, name, NOTHING);
            return NOTHING;
        }
        byte[] response = client.evaluateChallenge(NOTHING);
        byte[] encoded = response.length == 0
                ? EMPTY_INITIAL_RESPONSE
                : Base64.getEncoder().encode(response);
        if (initialResponse && "AUTH ".length() + name.length + 1 + encoded.length + 2 <= COMMAND_BYTES_MAX) {
            CommandWriter.auth(out, name, encoded);
            return encoded;
        }
        held = response.length == 0 ? NOTHING : encoded;
        CommandWriter.auth(out, name, NOTHING);
        return NOTHING;
    }

    /**
     * The answer to a 334, or {@code *} when there is none; the server then refuses, and {@link #failure} says why. Takes
     * no other call meanwhile.
     */
    byte[] response(String challenge) {
        byte[] line = CANCEL;
        rounds++;
        if (failure == null) {
            try {
                line = answer(challenge.strip());
            } catch (LoginFault e) {
                failure = mechanism.registeredName() + ": " + e.getMessage();
                refused = e.isByServer();
                line = refused ? NOTHING : CANCEL; // Its own refusal, it only has to say in SMTP.
            } catch (SaslException | RuntimeException e) { // The runtime chokes on some of what servers say.
                failure = mechanism.registeredName() + ": the challenge cannot be read";
            }
        }
        return line;
    }

    private byte[] answer(String challenge) throws SaslException {
        if (rounds > ROUNDS_MAX) {
            throw new LoginFault("more than " + ROUNDS_MAX + " challenges");
        }
        if (held != null) {
            byte[] response = held;
            held = null;
            return response;
        }
        if (client.isComplete()) {
            return NOTHING; // Some servers end with one more challenge, whose answer is an empty line.
        }
        byte[] response = client.evaluateChallenge(decoded(challenge));
        return response == null ? NOTHING : Base64.getEncoder().encode(response);
    }

    private byte[] decoded(String challenge) throws SaslException {
        try {
            return Base64.getDecoder().decode(challenge);
        } catch (IllegalArgumentException e) {
            if (mechanism.readsChallenges()) {
                throw new LoginFault("the challenge is not base64: \"" + challenge + "\"");
            }
            return NOTHING;
        }
    }

    /** Whether the server has been told often enough that this leads nowhere: some take the cancel for an answer. */
    boolean isHopeless() {
        return failure != null && rounds > ROUNDS_MAX;
    }

    /** Why the client could not go on; null when it could. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Why a server that lets the client in has no login of it; null: it has one. */
    @Nullable
    String flaw() {
        return failure == null && mechanism.isMutual() && !client.isComplete()
                ? mechanism.registeredName() + ": the server let us in without its own proof, which makes no login"
                : failure;
    }

    /** What a refusal is, where the server said more of it than in SMTP. */
    Outcome named(Outcome refusal) {
        return refused ? refusal.saying(refusal.sample() + " (" + failure + ")") : refusal;
    }

    /** Whether the failure is the client's to tell: the server has not said it itself. */
    boolean isOurs() {
        return failure != null && !refused;
    }

    void dispose() {
        try {
            client.dispose();
        } catch (SaslException e) {
            // Nothing is left to free: the exchange is over either way.
            failure = failure == null ? mechanism.registeredName() + ": not disposed of" : failure;
        }
    }
}
