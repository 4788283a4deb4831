package dev.mailrace.sasl;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** The SASL mechanisms that a session can use, strongest first. Immutable; any thread may use it. */
public enum Mechanism {
    /** RFC 2195; the challenge is hashed, so it must arrive unharmed. */
    CRAM_MD5("CRAM-MD5", true),
    /** RFC 4616. */
    PLAIN("PLAIN", false),
    /** The field's LOGIN (draft-murchison-sasl-login): two prompts of any text, user name then password. */
    LOGIN("LOGIN", false);

    private static final String SERVICE = "smtp"; // RFC 4954 §3

    private final String registeredName;
    private final boolean readsChallenges;

    Mechanism(String registeredName, boolean readsChallenges) {
        this.registeredName = registeredName;
        this.readsChallenges = readsChallenges;
    }

    /** The name in SASL's registry and on the AUTH line. */
    public String registeredName() {
        return registeredName;
    }

    /** Whether a challenge's content matters; where it does not, one that is not even base64 does no harm. */
    public boolean readsChallenges() {
        return readsChallenges;
    }

    /**
     * The mechanism of that name, in any case.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Mechanism of(String name) {
        for (Mechanism mechanism : values()) {
            if (mechanism.registeredName.equalsIgnoreCase(name.strip())) {
                return mechanism;
            }
        }
        throw new IllegalArgumentException("mechanism: " + name + " (expected: one of "
                + Arrays.stream(values()).map(Mechanism::registeredName).collect(Collectors.joining(", ")) + ")");
    }

    /**
     * The first of {@code wanted} that the server offers; null when there is none in common.
     *
     * @param wanted in the order of preference
     * @param offered upper-case names
     */
    public static @Nullable Mechanism choose(List<Mechanism> wanted, Set<String> offered) {
        for (Mechanism mechanism : wanted) {
            if (offered.contains(mechanism.registeredName)) {
                return mechanism;
            }
        }
        return null;
    }

    /**
     * A client for one exchange.
     *
     * @param host the server's name, which some mechanisms hash
     * @throws SaslException when the runtime lacks the mechanism
     */
    public SaslClient client(Credentials credentials, String host) throws SaslException {
        if (this == LOGIN) {
            return new LoginClient(credentials);
        }
        SaslClient client = Sasl.createSaslClient(
                new String[] {registeredName},
                null,
                SERVICE,
                host,
                Map.of(),
                callbacks -> answer(callbacks, credentials));
        if (client == null) {
            throw new SaslException("this Java runtime has no " + registeredName);
        }
        return client;
    }

    private static void answer(Callback[] callbacks, Credentials credentials) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(credentials.user());
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(credentials.password().toCharArray());
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }
}
