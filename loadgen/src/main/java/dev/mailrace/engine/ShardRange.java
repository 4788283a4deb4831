package dev.mailrace.engine;

/**
 * Which of a run's shards an engine has. Others may have the rest: a run on many machines is one with more shards. What
 * goes by number (arrivals, connections, sessions) goes round all shards, so that it is the same wherever they are.
 *
 * <p>Pure.
 *
 * @param first number of the first of them, from 0
 * @param count how many there are, at least 1
 * @param all how many the run has, with those of others
 */
public record ShardRange(int first, int count, int all) {
    public ShardRange {
        if (count < 1 || first < 0 || first > all - count) {
            throw new IllegalArgumentException("shards: " + count + " from " + first + " of " + all
                    + " (expected: one at least, all below the last)");
        }
    }

    /** All shards of a run. */
    public static ShardRange whole(int shards) {
        return new ShardRange(0, shards, shards);
    }

    /**
     * An equal share of them.
     *
     * @param part from 0
     * @param parts how many share them; no more than there are shards
     */
    public static ShardRange part(int shards, int part, int parts) {
        int first = (int) ((long) shards * part / parts);
        return new ShardRange(first, (int) ((long) shards * (part + 1) / parts) - first, shards);
    }

    public boolean isWhole() {
        return count == all;
    }

    /** The number that falls to these shards as their {@code index}-th, from 0. */
    public long number(long index) {
        return isWhole() ? index : index / count * all + first + index % count;
    }

    /** How many of the numbers below {@code end} are these shards'. */
    public long below(long end) {
        return end / all * count + Math.max(0, Math.min(count, end % all - first));
    }

    /** Whether that number is one of these shards'. */
    boolean has(long number) {
        long shard = number % all - first;
        return shard >= 0 && shard < count;
    }

    /** These shards' part of a limit or a sum, which is split evenly. */
    long share(long total) {
        return isWhole() ? total : (long) ((double) total * count / all);
    }
}
