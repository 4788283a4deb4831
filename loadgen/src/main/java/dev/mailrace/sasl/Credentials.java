package dev.mailrace.sasl;

/**
 * Who logs in. The password stays in memory: {@link #toString()} masks it.
 *
 * @param user the authentication identity
 * @param password its secret
 */
public record Credentials(String user, String password) {
    @Override
    public String toString() {
        return user + ":***";
    }
}
