package dev.mailrace.sasl;

import java.nio.charset.StandardCharsets;
import javax.security.sasl.SaslException;

/**
 * A mechanism whose initial response says it all; a challenge after it is the server's account of what was wrong, and
 * gets the answer that has the server refuse.
 */
final class TokenClient extends Layerless {
    private static final byte[] NOTHING = {};
    private static final byte[] AGREED = {1}; // RFC 7628 §3.2.3

    private final byte[] response;
    private final byte[] answerToError;
    private int answered;

    private TokenClient(Mechanism mechanism, String response, byte[] answerToError) {
        super(mechanism);
        this.response = response.getBytes(StandardCharsets.UTF_8);
        this.answerToError = answerToError;
    }

    /** Google's mechanism of before RFC 7628; the password is the token. */
    static TokenClient xoauth2(Credentials credentials) {
        return new TokenClient(
                Mechanism.XOAUTH2,
                "user=" + credentials.user() + "\1auth=Bearer " + credentials.password() + "\1\1",
                NOTHING);
    }

    /** RFC 7628; the password is the token. */
    static TokenClient oauthBearer(Credentials credentials, String host) {
        String name = credentials.user().replace("=", "=3D").replace(",", "=2C"); // RFC 5801 §4
        return new TokenClient(
                Mechanism.OAUTHBEARER,
                "n,a=" + name + ",\1host=" + host + "\1auth=Bearer " + credentials.password() + "\1\1",
                AGREED);
    }

    /** RFC 4422 appendix A: TLS authenticates the client; the user name, if any, is the authorization identity. */
    static TokenClient external(Credentials credentials) {
        return new TokenClient(Mechanism.EXTERNAL, credentials.user(), NOTHING);
    }

    /** RFC 4505: the user name is a trace, which proves nothing. */
    static TokenClient anonymous(Credentials credentials) {
        return new TokenClient(Mechanism.ANONYMOUS, credentials.user(), NOTHING);
    }

    @Override
    public boolean hasInitialResponse() {
        return true;
    }

    @Override
    public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        return switch (answered++) {
            case 0 -> response;
            case 1 -> answerToError;
            default -> throw new LoginFault(getMechanismName() + " was asked a third time (expected: a refusal)");
        };
    }

    @Override
    public boolean isComplete() {
        return answered >= 2; // It may yet be told what was wrong.
    }
}
