package dev.mailrace.session;

import dev.mailrace.net.Tls;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether and when a session speaks TLS. Immutable.
 *
 * @param tls null exactly when TLS is never spoken
 */
public record Security(Mode mode, @Nullable Tls tls) {
    /** When TLS begins. */
    public enum Mode {
        NEVER,
        /** STARTTLS (RFC 3207) where it is offered, else in clear. */
        OPPORTUNISTIC,
        /** STARTTLS, or the session fails. */
        REQUIRED,
        /** From the first byte (RFC 8314 §3.3). */
        IMPLICIT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** In clear. */
    public static final Security NONE = new Security(Mode.NEVER, null);

    public Security {
        if ((mode == Mode.NEVER) != (tls == null)) {
            throw new IllegalArgumentException("security: " + mode + (tls == null ? " without TLS" : " with TLS")
                    + " (expected: one or the other)");
        }
    }

    boolean isImplicit() {
        return mode == Mode.IMPLICIT;
    }

    boolean wantsStartTls() {
        return mode == Mode.OPPORTUNISTIC || mode == Mode.REQUIRED;
    }
}
