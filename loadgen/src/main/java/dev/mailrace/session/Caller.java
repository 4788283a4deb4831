package dev.mailrace.session;

import dev.mailrace.sasl.Credentials;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who a session is. Immutable.
 *
 * @param credentials null where no AUTH is asked for
 * @param client for whom it says that it calls, where {@link Forwarding} is asked for; else null
 * @param behaviour what is odd about it
 */
public record Caller(
        @Nullable Credentials credentials, @Nullable InetAddress client, Behaviour behaviour) {
    /** Nobody in particular. */
    public static final Caller ANYBODY = new Caller(null, null, Behaviour.NORMAL);

    /** Somebody who logs in. */
    public static Caller of(@Nullable Credentials credentials) {
        return credentials == null ? ANYBODY : new Caller(credentials, null, Behaviour.NORMAL);
    }
}
