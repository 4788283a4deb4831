package dev.mailrace.sink;

import com.ongres.scram.common.ScramMechanism;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.jspecify.annotations.Nullable;

/** The mechanisms that take more than a line or two: SCRAM and bearer tokens are ours, the rest the JDK's. */
final class SinkSasl {
    private static final String EVERYWHERE =
            "PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-512 XOAUTH2 OAUTHBEARER NTLM";
    private static final String BINDING = " SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-512-PLUS";

    private static final Map<String, String> NTLM_PROPERTIES =
            Map.of("com.sun.security.sasl.ntlm.version", "NTLMv2", "com.sun.security.sasl.ntlm.domain", "MAILRACE");

    private final SinkAccounts accounts;
    private final String hostname;
    private final ScramKeys keys;

    SinkSasl(SinkSettings settings) {
        this.accounts = settings.logins().accounts();
        this.hostname = settings.hostname();
        this.keys =
                new ScramKeys(settings.logins().accounts(), settings.logins().scramIterations());
    }

    /**
     * What EHLO offers.
     *
     * @param binds whether the connection can be bound
     * @param certified whether the client has shown a certificate
     */
    String offer(boolean binds, boolean certified) {
        return EVERYWHERE
                + (accounts.letsAnybodyIn() ? " ANONYMOUS" : "")
                + (binds ? BINDING : "")
                + (certified ? " EXTERNAL" : "");
    }

    /**
     * A server for one exchange; null for a mechanism that is not offered.
     *
     * @param mechanism in upper case
     * @param peer who logs in
     */
    @Nullable
    SaslServer server(String mechanism, Peer peer) {
        return switch (mechanism) {
            case "SCRAM-SHA-1" -> scram(ScramMechanism.SCRAM_SHA_1, peer);
            case "SCRAM-SHA-256" -> scram(ScramMechanism.SCRAM_SHA_256, peer);
            case "SCRAM-SHA-512" -> scram(ScramMechanism.SCRAM_SHA_512, peer);
            case "SCRAM-SHA-1-PLUS" -> scram(ScramMechanism.SCRAM_SHA_1_PLUS, peer);
            case "SCRAM-SHA-256-PLUS" -> scram(ScramMechanism.SCRAM_SHA_256_PLUS, peer);
            case "SCRAM-SHA-512-PLUS" -> scram(ScramMechanism.SCRAM_SHA_512_PLUS, peer);
            case "EXTERNAL" -> peer.hasCertificate() ? new ExternalServer(peer.certifiedNames(), accounts) : null;
            case "XOAUTH2" -> TokenServer.xoauth2(accounts);
            case "OAUTHBEARER" -> TokenServer.oauthBearer(accounts);
            case "DIGEST-MD5", "NTLM" -> byRuntime(mechanism);
            default -> null;
        };
    }

    private @Nullable SaslServer scram(ScramMechanism mechanism, Peer peer) {
        boolean binds = peer.bindsChannels();
        return mechanism.isPlus() && !binds ? null : new ScramServer(mechanism, keys, peer, binds);
    }

    /** Whether the server speaks first, so that an initial response has no place (RFC 4954 §4). */
    static boolean speaksFirst(SaslServer server) {
        return server.getMechanismName().equals("DIGEST-MD5");
    }

    private @Nullable SaslServer byRuntime(String mechanism) {
        try {
            // Clients hash the name by which they know us, which may be any: DIGEST-MD5 gets a realm and no name.
            return mechanism.equals("NTLM")
                    ? Sasl.createSaslServer(mechanism, "smtp", hostname, NTLM_PROPERTIES, this::answer)
                    : Sasl.createSaslServer(
                            mechanism,
                            "smtp",
                            null,
                            Map.of("com.sun.security.sasl.digest.realm", hostname),
                            this::answer);
        } catch (SaslException e) {
            return null; // A runtime without it does not offer it.
        }
    }

    private void answer(Callback[] callbacks) throws UnsupportedCallbackException {
        String user = "";
        String realm = "";
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                user = String.valueOf(name.getDefaultName());
                name.setName(user);
            } else if (callback instanceof RealmCallback asked) {
                realm = asked.getDefaultText() == null ? "" : asked.getDefaultText();
                asked.setText(realm);
            } else if (callback instanceof AuthorizeCallback authorize) {
                authorize.setAuthorized(authorize.getAuthenticationID().equals(authorize.getAuthorizationID()));
            } else if (!(callback instanceof PasswordCallback)) {
                throw new UnsupportedCallbackException(callback);
            }
        }
        String ofDomain = accounts.passwordOf(realm + "\\" + user); // NTLM says the two apart.
        String password = ofDomain == null ? accounts.passwordOf(user) : ofDomain;
        for (Callback callback : callbacks) {
            if (callback instanceof PasswordCallback asked && password != null) {
                asked.setPassword(password.toCharArray());
            }
        }
    }
}
