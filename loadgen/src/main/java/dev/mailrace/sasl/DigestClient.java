package dev.mailrace.sasl;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/**
 * The JDK's DIGEST-MD5, spared what it cannot read: an empty realm, which Dovecot sends and which means none, throws an
 * IllegalArgumentException there.
 */
final class DigestClient implements SaslClient {
    private static final Pattern EMPTY_REALM = Pattern.compile("(?i)(^|,)\\s*realm=\"\"\\s*(,|$)");

    private final SaslClient client;

    DigestClient(SaslClient client) {
        this.client = client;
    }

    @Override
    public String getMechanismName() {
        return client.getMechanismName();
    }

    @Override
    public boolean hasInitialResponse() {
        return client.hasInitialResponse();
    }

    @Override
    public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        String text = new String(challenge, StandardCharsets.ISO_8859_1); // Bytes are kept as they are.
        String readable = EMPTY_REALM.matcher(text).replaceFirst("$1");
        try {
            return client.evaluateChallenge(readable.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) { // What it asks for with words that are none, such as an empty realm.
            throw new SaslException("a challenge that cannot be read", e);
        }
    }

    @Override
    public boolean isComplete() {
        return client.isComplete();
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int count) throws SaslException {
        return client.unwrap(incoming, offset, count);
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int count) throws SaslException {
        return client.wrap(outgoing, offset, count);
    }

    @Override
    public Object getNegotiatedProperty(String name) {
        return client.getNegotiatedProperty(name);
    }

    @Override
    public void dispose() throws SaslException {
        client.dispose();
    }
}
