package dev.mailrace.sink;

import com.ongres.scram.common.ClientFirstMessage;
import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramParseException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of SCRAM (RFC 5802 §5), which binds the TLS connection where the mechanism's name ends with -PLUS.
 *
 * <p>Owned by one session. A user who may not log in is asked like any other, and refused at the proof.
 */
final class ScramServer extends LayerlessServer {
    private static final String NAME = "n=";
    private static final int NONCE_CHARACTERS = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private enum State {
        CLIENT_FIRST,
        CLIENT_FINAL,
        DONE
    }

    private final ScramMechanism mechanism;
    private final ScramKeys keys;
    private final Peer peer;
    private final boolean plusOffered;
    private State state = State.CLIENT_FIRST;
    private String user = "";
    private String gs2Header = "";
    private byte @Nullable [] binding; // null: none is bound
    private String nonce = "";
    private String authMessage = ""; // so far
    private byte @Nullable [] salted; // null: a user who may not log in

    /**
     * An exchange with one client.
     *
     * @param plusOffered whether it could have had a mechanism that binds the connection
     */
    ScramServer(ScramMechanism mechanism, ScramKeys keys, Peer peer, boolean plusOffered) {
        super(mechanism.getName());
        this.mechanism = mechanism;
        this.keys = keys;
        this.peer = peer;
        this.plusOffered = plusOffered;
    }

    @Override
    public byte[] evaluateResponse(byte[] response) throws SaslException {
        String text = new String(response, StandardCharsets.UTF_8);
        return switch (state) {
            case CLIENT_FIRST -> bytes(first(text));
            case CLIENT_FINAL -> bytes(last(text));
            case DONE -> throw new SaslException("one message too many");
        };
    }

    private String first(String text) throws SaslException {
        try {
            ClientFirstMessage message = ClientFirstMessage.parseFrom(text);
            binding = binding(text);
            int bare = text.indexOf(',', text.indexOf(',') + 1) + 1; // Behind the GS2 header, RFC 5802 §7.
            String name = text.substring(bare).split(",", 2)[0].substring(NAME.length());
            user = TokenServer.saslName(name); // The library takes "=3D2C" for a comma.
            gs2Header = text.substring(0, bare);
            salted = keys.saltedPassword(mechanism, user);
            ServerFirstMessage answer = new ServerFirstMessage(
                    message.getClientNonce(),
                    ScramFunctions.nonce(NONCE_CHARACTERS, RANDOM),
                    Base64.getEncoder().encodeToString(ScramKeys.salt(user)),
                    keys.iterations());
            nonce = answer.getNonce();
            authMessage = text.substring(bare) + "," + answer;
            state = State.CLIENT_FINAL;
            return answer.toString();
        } catch (ScramParseException | IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new SaslException("client-first: it breaks RFC 5802 §7", e);
        }
    }

    /** What the client binds, as its GS2 header's first field says; null when it binds nothing, and need not. */
    private byte @Nullable [] binding(String text) throws SaslException {
        String flag = text.substring(0, text.indexOf(','));
        if (mechanism.isPlus() != flag.startsWith("p=")) {
            throw new SaslException("a channel is bound by -PLUS, and by nothing else");
        }
        if (mechanism.isPlus()) {
            byte[] data = peer.channelBinding(flag.substring(2));
            if (data == null) {
                throw new SaslException("a binding of an unknown type");
            }
            return data;
        }
        if (flag.equals("y") && plusOffered) {
            throw new SaslException("the offer of -PLUS did not reach the client"); // A man in the middle, RFC 5802 §6.
        }
        return null;
    }

    private String last(String text) throws SaslException {
        int proofStart = text.lastIndexOf(",p=");
        byte[] known = salted;
        if (proofStart < 0 || known == null) {
            throw new SaslException("no proof, or nobody to prove");
        }
        String withoutProof = text.substring(0, proofStart);
        String expected = "c=" + Base64.getEncoder().encodeToString(bindingInput()) + ",r=" + nonce;
        if (!MessageDigest.isEqual(bytes(expected), bytes(withoutProof))) {
            throw new SaslException("the header or the nonce is another");
        }
        authMessage += "," + withoutProof;
        byte[] storedKey = ScramFunctions.storedKey(mechanism, ScramFunctions.clientKey(mechanism, known));
        if (!ScramFunctions.verifyClientProof(
                mechanism, proof(text.substring(proofStart + 3)), storedKey, authMessage)) {
            throw new SaslException("the proof is wrong");
        }
        state = State.DONE;
        byte[] serverKey = ScramFunctions.serverKey(mechanism, known);
        return "v="
                + Base64.getEncoder().encodeToString(ScramFunctions.serverSignature(mechanism, serverKey, authMessage));
    }

    /** RFC 5802 §7's cbind-input. */
    private byte[] bindingInput() {
        byte[] header = bytes(gs2Header);
        byte[] bound = binding;
        if (bound == null) {
            return header;
        }
        byte[] input = Arrays.copyOf(header, header.length + bound.length);
        System.arraycopy(bound, 0, input, header.length, bound.length);
        return input;
    }

    private static byte[] proof(String base64) throws SaslException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new SaslException("the proof is no base64", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isComplete() {
        return state == State.DONE;
    }

    @Override
    public String getAuthorizationID() {
        return user;
    }
}
