package dev.mailrace.session;

/**
 * What every session of a run has in common.
 *
 * @param helloName the client's name in EHLO (RFC 5321 §4.1.1.1)
 * @param host the server's name, as some SASL mechanisms hash it
 * @param login how to log in, if at all
 * @param sending what to send without waiting, where offered
 * @param timeouts one a phase
 */
public record SessionSettings(String helloName, String host, Login login, Sending sending, Timeouts timeouts) {
    public SessionSettings {
        if (helloName.isBlank() || helloName.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("helloName: \"" + helloName + "\" (expected: a host name or [address])");
        }
    }
}
