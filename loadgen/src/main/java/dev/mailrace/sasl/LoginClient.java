package dev.mailrace.sasl;

import java.nio.charset.StandardCharsets;
import javax.security.sasl.SaslException;

/**
 * LOGIN: the first challenge is answered with the user name, the second with the password, whatever they say.
 *
 * <p>Servers prompt with {@code Username:}, {@code User Name\0}, nothing, or bytes of no meaning at all; the order is
 * all that they agree on.
 */
final class LoginClient extends Layerless {
    private final Credentials credentials;
    private int answered;

    LoginClient(Credentials credentials) {
        super(Mechanism.LOGIN);
        this.credentials = credentials;
    }

    @Override
    public boolean hasInitialResponse() {
        return false;
    }

    @Override
    public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        return switch (answered++) {
            case 0 -> credentials.user().getBytes(StandardCharsets.UTF_8);
            case 1 -> credentials.password().getBytes(StandardCharsets.UTF_8);
            default -> throw new LoginFault("LOGIN was asked a third time (expected: user name, password)");
        };
    }

    @Override
    public boolean isComplete() {
        return answered >= 2;
    }
}
