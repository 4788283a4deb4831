package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The users of a sink. Immutable; any thread may use it. */
public final class SinkAccounts {
    private final Map<String, String> passwords;
    private final @Nullable String passwordOfOthers; // null: no one else may log in

    private SinkAccounts(Map<String, String> passwords, @Nullable String passwordOfOthers) {
        this.passwords = Map.copyOf(passwords);
        this.passwordOfOthers = passwordOfOthers;
    }

    /** Every user name, all with one password, which is not empty. */
    public static SinkAccounts anyUser(String password) {
        if (password.isEmpty()) {
            throw new Refusal("password", "empty", "at least one character");
        }
        return new SinkAccounts(Map.of(), password);
    }

    /**
     * These users and no others.
     *
     * @param passwords by user name; copied; neither names nor passwords are empty
     */
    public static SinkAccounts of(Map<String, String> passwords) {
        passwords.forEach((user, password) -> {
            if (user.isEmpty()) {
                throw new Refusal("user", "empty", "at least one character");
            }
            if (password.isEmpty()) {
                throw new Refusal("password of " + user, "empty", "at least one character");
            }
        });
        return new SinkAccounts(passwords, null);
    }

    /** The password that lets {@code user} in; null when nothing does. */
    public @Nullable String passwordOf(String user) {
        return passwords.getOrDefault(user, passwordOfOthers);
    }

    /** Whether every user name is a good one, so that nobody needs to have any. */
    boolean letsAnybodyIn() {
        return passwordOfOthers != null;
    }
}
