package dev.mailrace.sasl;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SCRAM's salted passwords, kept by user, salt and count: a client that logs in again need not hash thousands of times,
 * and a load generator must not, or it measures itself (RFC 5802 §5.1 allows clients to cache them). Any thread may use it.
 */
public final class SaltedPasswords {
    /** The most that are kept; further ones are worked out each time. */
    public static final int COUNT_MAX = 1_000_000;

    private record Key(ScramMechanism mechanism, Credentials credentials, String salt, int iterations) {}

    private final boolean keeps;
    private final ConcurrentHashMap<Key, byte[]> kept = new ConcurrentHashMap<>();
    private final Tickets tickets;

    /** @param keeps false: each is worked out anew, as by a client that starts afresh */
    public SaltedPasswords(boolean keeps) {
        this.keeps = keeps;
        this.tickets = new Tickets(keeps);
    }

    /** What Kerberos keeps likewise. */
    Tickets tickets() {
        return tickets;
    }

    /** Hi of RFC 5802 §2.2: {@code iterations} HMACs where it is not kept; borrowed. */
    byte[] of(ScramMechanism mechanism, Credentials credentials, String salt, int iterations) {
        Key key = new Key(mechanism, credentials, salt, iterations);
        byte[] known = keeps ? kept.get(key) : null;
        if (known != null) {
            return known;
        }
        byte[] salted = ScramFunctions.saltedPassword(
                mechanism,
                StringPreparation.SASL_PREPARATION,
                credentials.password().toCharArray(),
                Base64.getDecoder().decode(salt),
                iterations);
        if (keeps && kept.size() < COUNT_MAX) {
            kept.put(key, salted);
        }
        return salted;
    }
}
