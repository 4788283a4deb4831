package dev.mailrace.fuzzing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What Jazzer calls. With several targets, the first byte of an input picks one of them.
 *
 * <p>Now and then an input is made long in two lengths, by repeating a part of it: CPU time must not grow faster than it.
 */
public final class Fuzzer {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ONE_OF = 512;
    private static final int SHORT_BYTES = 16_384;
    private static final int TIMES = 4;
    /** Of {@link #TIMES} as much; what is quadratic takes 16 times as long. */
    private static final int FACTOR_MAX = 10;

    private static final long LEAST_NANOS = 30_000_000;
    private static final int ATTEMPTS = 3;
    private static final long MOST_NANOS = 10_000_000_000L; // of CPU time, for 8 KiB

    private static final List<FuzzTest> TARGETS = new ArrayList<>();
    private static long[] counts = {};

    private Fuzzer() {}

    /**
     * Makes the targets.
     *
     * @param names of their classes
     */
    public static void fuzzerInitialize(String[] names) throws Exception {
        for (String name : names) {
            var constructor = Class.forName(name).asSubclass(FuzzTest.class).getDeclaredConstructor();
            constructor.setAccessible(true);
            FuzzTest target = constructor.newInstance();
            target.fuzz(new byte[0]); // Loads classes, which may take seconds where there is much else to do.
            TARGETS.add(target);
        }
        counts = new long[names.length];
    }

    /** How often each was tried. */
    public static void fuzzerTearDown() {
        for (int i = 0; i < TARGETS.size(); i++) {
            String name = TARGETS.get(i).getClass().getSimpleName();
            System.err.println("fuzzed " + name.substring(0, name.length() - "FuzzTest".length()) + " " + counts[i]);
        }
    }

    public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
        byte[] input = bytes;
        int index = 0;
        if (TARGETS.size() > 1) {
            if (bytes.length == 0 || (bytes[0] & 0xff) >= TARGETS.size()) {
                return;
            }
            index = bytes[0];
            input = Arrays.copyOfRange(bytes, 1, bytes.length);
        }
        counts[index]++;
        FuzzTest target = TARGETS.get(index);
        long taken = nanos(target, input);
        if (taken > MOST_NANOS) {
            throw new AssertionError("it takes " + taken / 1_000_000 + " ms");
        }
        int hash = Arrays.hashCode(input);
        if (target.growsEvenly() && input.length > 0 && Math.floorMod(hash * 0x9e3779b9, ONE_OF) == 0) {
            grow(target, input, hash);
        }
    }

    private static void grow(FuzzTest target, byte[] input, int hash) throws Exception {
        int start = Math.floorMod(hash >>> 3, input.length);
        int end = start + 1 + Math.floorMod(hash >>> 13, input.length - start);
        byte[] few = repeated(input, start, end, SHORT_BYTES);
        byte[] many = repeated(input, start, end, SHORT_BYTES * TIMES);
        long fewNanos = 0;
        long manyNanos = 0;
        for (int i = 0; i < ATTEMPTS; i++) { // The least of several: the first may compile.
            fewNanos = least(fewNanos, nanos(target, few));
            manyNanos = least(manyNanos, nanos(target, many));
            if (manyNanos < LEAST_NANOS + FACTOR_MAX * fewNanos) {
                return;
            }
        }
        long moreNanos = nanos(target, repeated(input, start, end, SHORT_BYTES * TIMES * TIMES));
        if (moreNanos < FACTOR_MAX * manyNanos) {
            return; // Few were refused at a glance, perhaps; from then on it grows as the input does.
        }
        throw new AssertionError("bytes " + start + " to " + end + " repeated up to " + few.length + " bytes take "
                + fewNanos / 1_000 + " us, up to " + many.length + " bytes " + manyNanos / 1_000 + " us");
    }

    private static long least(long before, long now) {
        return before == 0 ? now : Math.min(before, now);
    }

    private static long nanos(FuzzTest target, byte[] input) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        target.fuzz(input);
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    private static byte[] repeated(byte[] input, int start, int end, int length) {
        int times = 1 + length / (end - start);
        byte[] longer = new byte[start + times * (end - start) + input.length - end];
        System.arraycopy(input, 0, longer, 0, start);
        for (int i = 0; i < times; i++) {
            System.arraycopy(input, start, longer, start + i * (end - start), end - start);
        }
        System.arraycopy(input, end, longer, longer.length - (input.length - end), input.length - end);
        return longer;
    }
}
