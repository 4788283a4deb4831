package dev.mailrace.metrics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The thread of an event loop, as the kernel's scheduler sees it.
 *
 * @param id the kernel's number of it; 0 where there is none to be had
 */
public record LoopThread(Thread thread, long id) {
    private static final Path SELF = Path.of("/proc/thread-self"); // Leads to PROCESS/task/THREAD.
    private static final Path TASKS = Path.of("/proc/self/task");

    /** The calling thread. */
    public static LoopThread current() {
        return new LoopThread(Thread.currentThread(), currentId());
    }

    private static long currentId() {
        try {
            return Long.parseLong(String.valueOf(Files.readSymbolicLink(SELF).getFileName()));
        } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
            return 0; // Not Linux, or one that hides it: then waiting is not known.
        }
    }

    /** Its processor time so far. */
    long processorNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
    }

    /** Whether the kernel says how long it waited. */
    boolean knowsWaiting() {
        return id != 0 && Files.isReadable(schedstat());
    }

    private Path schedstat() {
        return TASKS.resolve(Long.toString(id)).resolve("schedstat");
    }

    /** How long it could have run so far, but had no processor (Documentation/scheduler/sched-stats); 0 if unknown. */
    long waitNanos() {
        if (id == 0) {
            return 0;
        }
        try {
            String[] ranAndWaited = Files.readString(schedstat()).split(" ", -1);
            return ranAndWaited.length < 2 ? 0 : Long.parseLong(ranAndWaited[1]);
        } catch (IOException | NumberFormatException e) {
            return 0; // A kernel without these statistics.
        }
    }
}
