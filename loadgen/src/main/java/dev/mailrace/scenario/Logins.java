package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.Feed;
import dev.mailrace.sasl.Credentials;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Who logs in: user names and passwords by number, paired.
 *
 * @param users numbered user names
 * @param passwords numbered passwords: as many as users, or one for all
 * @param order in which users log in
 * @param seed of the order
 * @param wrongShare of all logins, 0 to 1, spread evenly: these come with a wrong password
 */
public record Logins(Feed users, Feed passwords, Order order, long seed, double wrongShare) {
    /** In which order users log in. */
    public enum Order {
        /** One after the other. */
        TURN,
        /** Each as likely as any other. */
        RANDOM,
        /** The user of rank r as often as 1/r, as in Zipf's law: few users most of the time. */
        ZIPF
    }

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L; // Seeds that follow each other lie far apart.
    private static final String WRONG_END = ".wrong";

    public Logins {
        if (!(wrongShare >= 0 && wrongShare <= 1)) {
            throw new Refusal("wrong", wrongShare * 100 + "%", "0% to 100%");
        }
    }

    /** All with the right password, one after the other. */
    public Logins(Feed users, Feed passwords) {
        this(users, passwords, Order.TURN, 0);
    }

    /** All with the right password. */
    public Logins(Feed users, Feed passwords, Order order, long seed) {
        this(users, passwords, order, seed, 0);
    }

    public Logins withWrongShare(double share) {
        return new Logins(users, passwords, order, seed, share);
    }

    /** The credentials of login number {@code index}, from 0; in turn, the first follows the last user. */
    public Credentials at(long index) {
        long user = user(index);
        String password = passwords.text(user);
        boolean wrong = Math.floor((index + 1) * wrongShare) > Math.floor(index * wrongShare);
        return new Credentials(users.text(user), wrong ? password + WRONG_END : password);
    }

    /** Drawn by the login's number alone, so that the plan is the same for any number of threads. */
    private long user(long index) {
        return switch (order) {
            case TURN -> index;
            case RANDOM -> drawn(index).nextLong(users.size());
            case ZIPF ->
                RejectionInversionZipfSampler.of(drawn(index), (int) Math.min(users.size(), Integer.MAX_VALUE), 1)
                                .sample()
                        - 1L;
        };
    }

    private UniformRandomProvider drawn(long index) {
        return RandomSource.SPLIT_MIX_64.create(seed * GOLDEN_GAMMA + index);
    }

    /** The users; no passwords. */
    @Override
    public String toString() {
        return users.toString();
    }
}
