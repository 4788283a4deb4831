package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Session classes, each with its share; session number n is always of the same class. Immutable.
 *
 * <p>Classes take turns in a cycle of {@value #CYCLE} in which each has its share, spread as evenly as can be (nginx's smooth
 * weighted round-robin).
 */
public final class Mix {
    /** Classes with less than this part of all weights would never come. */
    public static final int CYCLE = 1_000;

    public static final int KINDS_MAX = 50;

    private final List<SessionKind> kinds;
    private final int[] cycle;
    private final int[] earlier; // of the same kind in the cycle
    private final int[] perCycle; // by kind

    public Mix(List<SessionKind> kinds) {
        this.kinds = List.copyOf(kinds);
        if (kinds.isEmpty() || kinds.size() > KINDS_MAX) {
            throw new Refusal("sessions", kinds.size() + " session classes", "1 to " + KINDS_MAX);
        }
        Set<String> names = new HashSet<>();
        for (SessionKind kind : kinds) {
            if (!names.add(kind.name())) {
                throw new Refusal("sessions", "two session classes are named " + kind.name(), "one");
            }
        }
        int length = kinds.size() == 1 ? 1 : CYCLE;
        cycle = new int[length];
        earlier = new int[length];
        perCycle = new int[kinds.size()];
        deal(length);
    }

    private void deal(int length) {
        double total = kinds.stream().mapToDouble(SessionKind::weight).sum();
        for (SessionKind kind : kinds) {
            checkShare(kind.weight(), total);
        }
        double[] owed = new double[kinds.size()];
        for (int i = 0; i < length; i++) {
            int most = 0;
            for (int k = 0; k < owed.length; k++) {
                owed[k] += kinds.get(k).weight();
                most = owed[k] > owed[most] ? k : most;
            }
            owed[most] -= total;
            cycle[i] = most;
            earlier[i] = perCycle[most]++;
        }
    }

    /** Refuses a kind that would have no session in a cycle. */
    public static void checkShare(double weight, double total) {
        if (weight * CYCLE < total) {
            throw new Refusal(
                    "weight",
                    plain(weight) + " of " + plain(total) + " in all",
                    "a thousandth of all weights at least");
        }
    }

    private static String plain(double weight) {
        return BigDecimal.valueOf(weight).stripTrailingZeros().toPlainString();
    }

    /** The run's id, which every message bears. */
    public String runId() {
        return kinds.get(0).mail().runId();
    }

    public List<SessionKind> kinds() {
        return kinds;
    }

    /** Which of {@link #kinds} session number {@code session} is of, from 0. */
    public int kindOf(long session) {
        return cycle[(int) (session % cycle.length)];
    }

    /**
     * Which of {@link #kinds} arrival number {@code arrival} of an open loop is of, from 0: those whose sessions all only
     * hold their connection take none.
     */
    public int takerOf(long arrival) {
        int kind = cycle[(int) (arrival % cycle.length)];
        for (int i = 0; i < kinds.size() && kinds.get(kind).takesNothing(); i++) {
            kind = (kind + 1) % kinds.size();
        }
        return kind;
    }

    /** How many sessions of its kind come before it. */
    public long numberInKind(long session) {
        return session / cycle.length * perCycle[kindOf(session)] + earlier[(int) (session % cycle.length)];
    }
}
