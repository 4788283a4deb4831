package dev.mailrace.scenario;

import dev.mailrace.mail.Feed;
import dev.mailrace.sasl.Credentials;

/**
 * Who logs in: user names and passwords by number, paired.
 *
 * @param users numbered user names
 * @param passwords numbered passwords: as many as users, or one for all
 */
public record Logins(Feed users, Feed passwords) {
    /** The credentials of login number {@code index}, from 0; begins again after the last user. */
    public Credentials at(long index) {
        return new Credentials(users.text(index), passwords.text(index));
    }

    /** The users; no passwords. */
    @Override
    public String toString() {
        return users.toString();
    }
}
