package dev.mailrace.monitor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * A command's process with all that it starts, which is recognised by a variable of its environment: a child whose parent has
 * ended belongs to nobody, and would go on. Immutable.
 */
public final class ProcessTree {
    private static final String VARIABLE = "MAILRACE_MONITOR";
    private static final Path PROCESSES = Path.of("/proc");

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

    /** Ends all that bear the mark; where there is no {@code /proc}, none can be found. */
    void endMarked() {
        byte[] entry = (VARIABLE + "=" + mark).getBytes(StandardCharsets.US_ASCII);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("environ"), entry)) {
                    ProcessHandle.of(Long.parseLong(String.valueOf(process.getFileName())))
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        } catch (IOException | RuntimeException e) {
            return; // Not Linux, or one that hides its processes.
        }
    }

    private static boolean holds(Path environment, byte[] entry) {
        byte[] all;
        try {
            all = Files.readAllBytes(environment);
        } catch (IOException e) {
            return false; // Another user's, or it has just ended.
        }
        String text = new String(all, StandardCharsets.ISO_8859_1);
        return text.contains(new String(entry, StandardCharsets.ISO_8859_1));
    }
}
