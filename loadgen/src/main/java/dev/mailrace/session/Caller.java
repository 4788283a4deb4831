package dev.mailrace.session;

import dev.mailrace.sasl.Credentials;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a session. Immutable.
 *
 * @param credentials null where no AUTH is asked for
 * @param client the client address that it announces, where {@link Forwarding} is asked for; else null
 * @param behaviour how it misbehaves
 */
public record Caller(
        @Nullable Credentials credentials, @Nullable InetAddress client, Behaviour behaviour) {
    /** Without login and client address. */
    public static final Caller ANYBODY = new Caller(null, null, Behaviour.NORMAL);

    /** With a login. */
    public static Caller of(@Nullable Credentials credentials) {
        return credentials == null ? ANYBODY : new Caller(credentials, null, Behaviour.NORMAL);
    }
}
