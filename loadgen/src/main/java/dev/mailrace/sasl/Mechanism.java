package dev.mailrace.sasl;

import dev.mailrace.fault.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.RealmChoiceCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** The SASL mechanisms that a session can use, strongest first. Immutable; any thread may use it. */
public enum Mechanism {
    /** RFC 5802 with SHA-512; -PLUS binds the TLS connection. */
    SCRAM_SHA_512_PLUS(
            "SCRAM-SHA-512-PLUS",
            Trait.PASSWORD,
            Trait.MUTUAL,
            Trait.READS_CHALLENGES,
            Trait.COSTLY,
            Trait.BINDS_CHANNEL),
    /** RFC 7677. */
    SCRAM_SHA_256_PLUS(
            "SCRAM-SHA-256-PLUS",
            Trait.PASSWORD,
            Trait.MUTUAL,
            Trait.READS_CHALLENGES,
            Trait.COSTLY,
            Trait.BINDS_CHANNEL),
    /** RFC 5802. */
    SCRAM_SHA_1_PLUS(
            "SCRAM-SHA-1-PLUS",
            Trait.PASSWORD,
            Trait.MUTUAL,
            Trait.READS_CHALLENGES,
            Trait.COSTLY,
            Trait.BINDS_CHANNEL),
    /** RFC 5802 with SHA-512. */
    SCRAM_SHA_512("SCRAM-SHA-512", Trait.PASSWORD, Trait.MUTUAL, Trait.READS_CHALLENGES, Trait.COSTLY),
    /** RFC 7677. */
    SCRAM_SHA_256("SCRAM-SHA-256", Trait.PASSWORD, Trait.MUTUAL, Trait.READS_CHALLENGES, Trait.COSTLY),
    /** RFC 5802. */
    SCRAM_SHA_1("SCRAM-SHA-1", Trait.PASSWORD, Trait.MUTUAL, Trait.READS_CHALLENGES, Trait.COSTLY),
    /** RFC 2831, historic since RFC 6331. */
    DIGEST_MD5("DIGEST-MD5", Trait.PASSWORD, Trait.MUTUAL, Trait.READS_CHALLENGES),
    /** RFC 2195; the challenge is hashed, so it must arrive unharmed. */
    CRAM_MD5("CRAM-MD5", Trait.PASSWORD, Trait.READS_CHALLENGES),
    /** Microsoft's [MS-SMTPNTLM], version 2 of its hashes where the server can; the user may be {@code DOMAIN\\user}. */
    NTLM("NTLM", Trait.PASSWORD, Trait.READS_CHALLENGES),
    /** RFC 4616. */
    PLAIN("PLAIN", Trait.PASSWORD),
    /** The field's LOGIN (draft-murchison-sasl-login): two prompts of any text, user name then password. */
    LOGIN("LOGIN", Trait.PASSWORD),
    /** RFC 4752 with Kerberos; without a password, the ticket cache's. A token that is no base64 is for GSS-API to refuse. */
    GSSAPI("GSSAPI", Trait.MUTUAL, Trait.COSTLY),
    /** RFC 7628; the password is a bearer token. */
    OAUTHBEARER("OAUTHBEARER"),
    /** What came before it; the password is a bearer token. */
    XOAUTH2("XOAUTH2"),
    /** RFC 4422 appendix A: the TLS certificate says who it is. */
    EXTERNAL("EXTERNAL"),
    /** RFC 4505; the user name is a trace. */
    ANONYMOUS("ANONYMOUS");

    private enum Trait {
        /** Proves that a password is known. */
        PASSWORD,
        /** The server proves that it knows it, too; without that there is no login. */
        MUTUAL,
        READS_CHALLENGES,
        COSTLY,
        BINDS_CHANNEL
    }

    private static final String SERVICE = "smtp"; // RFC 4954 §3

    private final String registeredName;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable.
    private final Set<Trait> traits;

    Mechanism(String registeredName, Trait... traits) {
        this.registeredName = registeredName;
        this.traits = Set.of(traits);
    }

    /** The name in SASL's registry and on the AUTH line. */
    public String registeredName() {
        return registeredName;
    }

    /** Whether it proves a password, so that it may be chosen where there is one. */
    public boolean provesPassword() {
        return traits.contains(Trait.PASSWORD);
    }

    /** Whether the server must prove itself within the exchange, so that its 235 alone is no login. */
    public boolean isMutual() {
        return traits.contains(Trait.MUTUAL);
    }

    /** Whether a challenge's content matters; where it does not, one that is not even base64 does no harm. */
    public boolean readsChallenges() {
        return traits.contains(Trait.READS_CHALLENGES);
    }

    /** Whether a response may take milliseconds to work out or be waited for, too long for an event loop. */
    public boolean isCostly() {
        return traits.contains(Trait.COSTLY);
    }

    /** Whether it needs a TLS connection to bind. */
    public boolean bindsChannel() {
        return traits.contains(Trait.BINDS_CHANNEL);
    }

    /** Those that prove a password, strongest first. */
    public static List<Mechanism> ofPasswords() {
        return Arrays.stream(values()).filter(Mechanism::provesPassword).toList();
    }

    /**
     * The mechanism of that name, in any case.
     *
     * @throws Refusal when there is none
     */
    public static Mechanism of(String name) {
        for (Mechanism mechanism : values()) {
            if (mechanism.registeredName.equalsIgnoreCase(name.strip())) {
                return mechanism;
            }
        }
        throw new Refusal(
                "mechanism",
                name,
                "one of "
                        + Arrays.stream(values()).map(Mechanism::registeredName).collect(Collectors.joining(", ")));
    }

    /**
     * The first of {@code wanted} that the server offers; null when there is none in common.
     *
     * @param wanted in the order of preference
     * @param offered upper-case names
     * @param bound whether there is a TLS connection to bind
     */
    public static @Nullable Mechanism choose(List<Mechanism> wanted, Set<String> offered, boolean bound) {
        for (Mechanism mechanism : wanted) {
            if (offered.contains(mechanism.registeredName) && (bound || !mechanism.bindsChannel())) {
                return mechanism;
            }
        }
        return null;
    }

    /**
     * A client for one exchange.
     *
     * @param salted where costly mechanisms keep what they have worked out
     * @throws SaslException when the runtime lacks the mechanism, or the credentials do not suit it
     */
    public SaslClient client(Credentials credentials, Peer peer, SaltedPasswords salted) throws SaslException {
        return switch (this) {
            case SCRAM_SHA_512_PLUS, SCRAM_SHA_256_PLUS, SCRAM_SHA_1_PLUS, SCRAM_SHA_512, SCRAM_SHA_256, SCRAM_SHA_1 ->
                new ScramExchange(this, credentials, peer, salted);
            case GSSAPI -> new GssapiClient(credentials, peer, salted.tickets());
            case LOGIN -> new LoginClient(credentials);
            case OAUTHBEARER -> TokenClient.oauthBearer(credentials, peer.host());
            case XOAUTH2 -> TokenClient.xoauth2(credentials);
            case EXTERNAL -> TokenClient.external(credentials);
            case ANONYMOUS -> TokenClient.anonymous(credentials);
            case DIGEST_MD5 -> new DigestClient(byRuntime(credentials, peer.host(), Map.of()));
            case NTLM ->
                new NtlmClient(
                        byRuntime(inDomain(credentials), peer.host(), ntlm("NTLMv2")),
                        byRuntime(credentials, peer.host(), ntlm("LM/NTLM")));
            case CRAM_MD5, PLAIN -> byRuntime(credentials, peer.host(), Map.of());
        };
    }

    /** The client's name is set, because the runtime would look it up, which may take seconds. */
    private static Map<String, String> ntlm(String version) {
        return Map.of("com.sun.security.sasl.ntlm.version", version, "com.sun.security.sasl.ntlm.hostname", "mailrace");
    }

    SaslClient byRuntime(Credentials credentials, String host, Map<String, String> properties) throws SaslException {
        SaslClient client = Sasl.createSaslClient(
                new String[] {registeredName},
                null,
                SERVICE,
                host,
                properties,
                callbacks -> answer(callbacks, credentials));
        if (client == null) {
            throw new LoginFault("this Java runtime has no " + registeredName);
        }
        return client;
    }

    private static Credentials inDomain(Credentials credentials) throws LoginFault {
        String user = credentials.user();
        int backslash = user.indexOf('\\');
        if (backslash == 0 || (backslash > 0 && backslash == user.length() - 1)) {
            throw new LoginFault("a user name with nothing " + (backslash == 0 ? "before" : "behind")
                    + " its backslash (expected: DOMAIN\\user, or user alone)");
        }
        return credentials;
    }

    private void answer(Callback[] callbacks, Credentials credentials) throws UnsupportedCallbackException {
        int backslash = this == NTLM ? credentials.user().indexOf('\\') : -1;
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(credentials.user().substring(backslash + 1));
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(credentials.password().toCharArray());
            } else if (callback instanceof RealmCallback realm) {
                String named = backslash < 0
                        ? realm.getDefaultText()
                        : credentials.user().substring(0, backslash);
                realm.setText(named == null ? "" : named);
            } else if (callback instanceof RealmChoiceCallback realm) {
                realm.setSelectedIndex(realm.getDefaultChoice());
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }
}
