package dev.mailrace.monitor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A command's process with all that it starts, which is recognised by a variable of its environment: a child whose parent has
 * ended belongs to nobody, and would go on. Immutable.
 */
public final class ProcessTree {
    private static final String VARIABLE = "MAILRACE_MONITOR";
    private static final Path PROCESSES = Path.of("/proc");
    private static final String UNREADABLE = "unreadable";
    private static final int LOOKS_MAX = 200;
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String mark = UUID.randomUUID().toString();

    ProcessTree() {}

    /** Marks what {@code builder} will start. */
    void mark(ProcessBuilder builder) {
        builder.environment().put(VARIABLE, mark);
    }

    /** Ends a process and what it has started, which would go on without it. */
    public static void end(Process process) {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Ends all that bear the mark, and looks again until none does: a process that another program is just replacing has no
     * environment to read for a moment. Where there is no {@code /proc}, none can be found.
     */
    void endMarked() {
        boolean over = false;
        for (int look = 0; look < LOOKS_MAX && !over; look++) {
            if (look > 0) {
                LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            }
            over = noneIsMarked();
        }
    }

    /** One look, which ends those that it finds; whether no process bears the mark, nor may come to bear it. */
    private boolean noneIsMarked() {
        boolean none = true;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                String environment = environment(process);
                if (environment.contains(VARIABLE + "=" + mark)) {
                    none = false;
                    ProcessHandle.of(Long.parseLong(String.valueOf(process.getFileName())))
                            .ifPresent(ProcessHandle::destroyForcibly);
                } else if (environment.isEmpty() && hasProgram(process)) {
                    none = false;
                }
            }
        } catch (IOException | RuntimeException e) {
            return true; // Not Linux, or one that hides its processes.
        }
        return none;
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return UNREADABLE; // Another user's, or it has just ended.
        }
    }

    /** What has ended, or belongs to the kernel, has none; a process between two programs has the new one already. */
    private static boolean hasProgram(Path process) {
        try {
            Files.readSymbolicLink(process.resolve("exe"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
