package dev.mailrace.sasl;

import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** Why a login cannot go on, in a few plain words: no class, no secret, nothing that a library made of it. */
public final class LoginFault extends SaslException {
    private final boolean byServer;

    /** Of the client, or of a challenge that cannot be read. */
    public LoginFault(String words) {
        this(words, null, false);
    }

    LoginFault(String words, @Nullable Throwable cause) {
        this(words, cause, false);
    }

    private LoginFault(String words, @Nullable Throwable cause, boolean byServer) {
        super(words, cause);
        this.byServer = byServer;
    }

    /** The server says no within the mechanism; its reply follows. */
    static LoginFault ofServer(String words) {
        return new LoginFault(words, null, true);
    }

    /** Whether the server has refused, and only has to say so in SMTP. */
    public boolean isByServer() {
        return byServer;
    }
}
