package dev.mailrace.bench.processes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that ends: by itself, or when its time is up.
 *
 * <p>coreutils' timeout holds the limit, so that no program outlives it even where this JVM dies first, and so that reading
 * a program's output to its end is bounded as well.
 */
public final class Command {
    /** What timeout returns when it ended the program. */
    public static final int TIME_IS_UP = 124;

    private static final int GRACE_SECONDS = 5;

    /** Runs its arguments; the last line then says what they and their children took, as the system counts it. */
    private static final String WITH_TIMES = "\"$@\"; code=$?; times; exit \"$code\"";

    /** bash's line of user and system time: {@code 0m0.732s 0m2.083s}. */
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s");

    /**
     * How a program ended.
     *
     * @param printed all that it wrote, its errors included, and nothing else
     * @param cpuSeconds user and system time of the program and all its children
     */
    public record Ended(int code, String printed, double cpuSeconds, double elapsedSeconds) {}

    private Command() {}

    /** The program with its limit. */
    public static List<String> bounded(int secondsMax, List<String> command) {
        List<String> whole =
                new ArrayList<>(List.of("timeout", "-k", String.valueOf(GRACE_SECONDS), String.valueOf(secondsMax)));
        whole.addAll(command);
        return List.copyOf(whole);
    }

    /** Runs a program to its end, or until {@code secondsMax} have passed. */
    public static Ended run(int secondsMax, List<String> command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(List.of("bash", "-c", WITH_TIMES, "bash"));
        whole.addAll(bounded(secondsMax, command));
        long startNanos = System.nanoTime();
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String all;
        try (InputStream out = process.getInputStream()) {
            all = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        int code = process.waitFor();
        return ended(code, all, (System.nanoTime() - startNanos) / 1e9);
    }

    /** Splits what bash printed; the children's times stand in its last line, its own in the one before. */
    static Ended ended(int code, String all, double elapsedSeconds) throws IOException {
        Matcher matcher = TIMES.matcher(all);
        int shell = -1;
        int children = -1;
        while (matcher.find()) {
            shell = children;
            children = matcher.start();
        }
        if (shell < 0 || !matcher.find(children)) {
            throw new IOException("no times at the end of: " + all.strip());
        }
        double seconds = 60 * Double.parseDouble(matcher.group(1))
                + Double.parseDouble(matcher.group(2))
                + 60 * Double.parseDouble(matcher.group(3))
                + Double.parseDouble(matcher.group(4));
        return new Ended(code, all.substring(0, shell), seconds, elapsedSeconds);
    }

    /** Ends what {@link #bounded} started, and its child: asks, waits a little, insists. */
    static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.toHandle().destroy(); // timeout passes the signal on.
        try {
            if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The caller's next wait ends at once.
        }
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
