package dev.mailrace.analysis;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * How the Mann–Whitney statistic U is distributed when the sides do not differ and no two values are equal: exact.
 *
 * <p>U counts the pairs, one value of each side, in which the second side's is the greater. Each of the C(n+m, n) ways to
 * arrange the ranks is as likely as any other (Mann and Whitney, "On a test of whether one of two random variables is
 * stochastically larger than the other", Annals of Mathematical Statistics 18, 1947). Immutable.
 */
final class RankSums {
    /** Values a side at most: the numbers of arrangements stay small enough to be counted at once. */
    static final int SIZE_MAX = 50;

    private final BigInteger[] arrangementsUpTo;

    /** Of {@code n} values on one side and {@code m} on the other; either may be none. */
    RankSums(int n, int m) {
        if (n < 0 || m < 0 || n > SIZE_MAX || m > SIZE_MAX) {
            throw new IllegalArgumentException(
                    "values: " + n + " and " + m + " (expected: at most " + SIZE_MAX + " a side)");
        }
        arrangementsUpTo = arrangements(n, m);
        for (int u = 1; u < arrangementsUpTo.length; u++) {
            arrangementsUpTo[u] = arrangementsUpTo[u].add(arrangementsUpTo[u - 1]);
        }
    }

    /*
     * The arrangements with statistic u are the partitions of u into at most n parts, none above m. Their generating
     * function is the Gaussian binomial, the product of (1 - x^(m+i)) / (1 - x^i) for i from 1 to n; each factor is
     * applied in place, and each step leaves whole numbers.
     */
    private static BigInteger[] arrangements(int n, int m) {
        BigInteger[] ways = new BigInteger[n * m + 1];
        Arrays.fill(ways, BigInteger.ZERO);
        ways[0] = BigInteger.ONE;
        for (int i = 1; i <= n; i++) {
            for (int u = ways.length - 1; u >= m + i; u--) {
                ways[u] = ways[u].subtract(ways[u - m - i]);
            }
            for (int u = i; u < ways.length; u++) {
                ways[u] = ways[u].add(ways[u - i]);
            }
        }
        return ways;
    }

    private BigInteger all() {
        return arrangementsUpTo[arrangementsUpTo.length - 1];
    }

    /** The probability of {@code u} or less; also that of {@code n * m - u} or more. */
    double upTo(int u) {
        if (u < 0) {
            return 0;
        }
        int index = Math.min(u, arrangementsUpTo.length - 1);
        return arrangementsUpTo[index].doubleValue() / all().doubleValue();
    }

    /** The probability of the rarest arrangement: no exact test of these sizes finds less. */
    double smallest() {
        return upTo(0);
    }

    /** How many values of U, from 0 up, have at most the probability {@code tail} together; none: 0. */
    int below(double tail) {
        int count = 0;
        while (count < arrangementsUpTo.length && upTo(count) <= tail + 1e-12) { // 1 of 20 is not above 0.05.
            count++;
        }
        return count;
    }
}
