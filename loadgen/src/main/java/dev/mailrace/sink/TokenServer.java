package dev.mailrace.sink;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.UnaryOperator;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of OAUTHBEARER (RFC 7628) and XOAUTH2: a user's token is the user's password. What is wrong with a
 * token is told in a challenge, whose answer is then refused. Owned by one session.
 */
final class TokenServer extends LayerlessServer {
    private static final byte[] ERROR =
            "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final char SEPARATOR = 1;

    private final String userKey; // before the user's name, at the beginning of the message
    private final UnaryOperator<String> userDecoder;
    private final SinkAccounts accounts;
    private String user = "";
    private boolean refused;
    private boolean complete;

    private TokenServer(String name, String userKey, UnaryOperator<String> userDecoder, SinkAccounts accounts) {
        super(name);
        this.userKey = userKey;
        this.userDecoder = userDecoder;
        this.accounts = accounts;
    }

    static TokenServer xoauth2(SinkAccounts accounts) {
        return new TokenServer("XOAUTH2", "user=", user -> user, accounts);
    }

    static TokenServer oauthBearer(SinkAccounts accounts) {
        return new TokenServer("OAUTHBEARER", "n,a=", TokenServer::saslName, accounts);
    }

    /** A name as it was meant (RFC 5801 §4); the comma that ends the GS2 header is not the name's. */
    static String saslName(String encoded) {
        String name = encoded.endsWith(",") ? encoded.substring(0, encoded.length() - 1) : encoded;
        return name.replace("=2C", ",").replace("=3D", "=");
    }

    @Override
    public byte[] evaluateResponse(byte[] response) throws SaslException {
        if (refused || complete) {
            throw new SaslException("the token was refused");
        }
        String text = new String(response, StandardCharsets.UTF_8);
        String[] parts = text.split(String.valueOf(SEPARATOR), -1);
        String token = value(parts, "auth=Bearer ");
        if (!parts[0].startsWith(userKey) || token == null) {
            throw new SaslException("no user, or no token");
        }
        user = userDecoder.apply(parts[0].substring(userKey.length()));
        String expected = accounts.passwordOf(user);
        complete = expected != null && MessageDigest.isEqual(bytes(expected), bytes(token));
        refused = !complete;
        return complete ? NOTHING : ERROR;
    }

    private static @Nullable String value(String[] parts, String key) {
        for (String part : parts) {
            if (part.startsWith(key)) {
                return part.substring(key.length());
            }
        }
        return null;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public String getAuthorizationID() {
        return user;
    }
}
