package dev.mailrace.scenario;

import dev.mailrace.mail.Feed;
import dev.mailrace.sasl.Credentials;

/**
 * Who logs in: user names and passwords by number, paired.
 *
 * @param users numbered user names
 * @param passwords numbered passwords: as many as users, or one for all
 * @param wrongShare of all logins, 0 to 1, spread evenly: these come with a wrong password
 */
public record Logins(Feed users, Feed passwords, double wrongShare) {
    private static final String WRONG_END = ".wrong";

    public Logins {
        if (!(wrongShare >= 0 && wrongShare <= 1)) {
            throw new IllegalArgumentException("wrong: " + wrongShare * 100 + "% (expected: 0% to 100%)");
        }
    }

    /** All with the right password. */
    public Logins(Feed users, Feed passwords) {
        this(users, passwords, 0);
    }

    public Logins withWrongShare(double share) {
        return new Logins(users, passwords, share);
    }

    /** The credentials of login number {@code index}, from 0; begins again after the last user. */
    public Credentials at(long index) {
        String password = passwords.text(index);
        boolean wrong = Math.floor((index + 1) * wrongShare) > Math.floor(index * wrongShare);
        return new Credentials(users.text(index), wrong ? password + WRONG_END : password);
    }

    /** The users; no passwords. */
    @Override
    public String toString() {
        return users.toString();
    }
}
