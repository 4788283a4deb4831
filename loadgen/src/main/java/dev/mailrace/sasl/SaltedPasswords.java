package dev.mailrace.sasl;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM's salted passwords, kept by user, salt and count: a client that logs in again need not hash thousands of times,
 * and a load generator must not, or it measures itself (RFC 5802 §5.1 allows clients to cache them). Any thread may use it.
 */
public final class SaltedPasswords {
    /** The most that are kept; further ones are worked out each time. */
    public static final int COUNT_MAX = 1_000_000;

    /** The last ones that were worked out stand for all: those before them may have compiled the code. */
    private static final int TIMES_MAX = 512;

    private record Key(ScramMechanism mechanism, Credentials credentials, String salt, int iterations) {}

    private final boolean keeps;
    private final ConcurrentHashMap<Key, byte[]> kept = new ConcurrentHashMap<>();
    private final Tickets tickets;
    private final long[] nanos = new long[TIMES_MAX]; // This and the next two: guarded by it.
    private long worked;
    private int asked; // Iterations; negative: not always the same.

    /**
     * What working them out came to.
     *
     * @param iterations that servers asked for
     * @param count how many were worked out
     * @param medianNanos of one, of the last {@value #TIMES_MAX}
     * @param kept whether later logins of the same user need not work them out
     */
    public record Work(int iterations, long count, long medianNanos, boolean kept) {}

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
        long begun = System.nanoTime(); // Real work, which takes its time in simulations too.
        byte[] salted = ScramFunctions.saltedPassword(
                mechanism,
                StringPreparation.SASL_PREPARATION,
                credentials.password().toCharArray(),
                Base64.getDecoder().decode(salt),
                iterations);
        worked(iterations, System.nanoTime() - begun);
        if (keeps && kept.size() < COUNT_MAX) {
            kept.put(key, salted);
        }
        return salted;
    }

    private void worked(int iterations, long took) {
        synchronized (nanos) {
            asked = worked == 0 || asked == iterations ? iterations : -1;
            nanos[(int) (worked++ % TIMES_MAX)] = took;
        }
    }

    /** Null where none was worked out, or servers asked for different counts. */
    public @Nullable Work work() {
        synchronized (nanos) {
            if (worked == 0 || asked < 0) {
                return null;
            }
            long[] sorted = Arrays.copyOf(nanos, (int) Math.min(worked, TIMES_MAX));
            Arrays.sort(sorted);
            return new Work(asked, worked, sorted[sorted.length / 2], keeps);
        }
    }
}
