package dev.mailrace.monitor;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages in the folders of a queue, each a file there. Both servers spread large queues over folders of one-letter names
 * (Postfix: hash_queue_names; Exim: split_spool_directory), and no message's name is that short.
 */
final class QueueSource implements Source {
    /** Of Postfix; those shown by themselves come first, and all of them together are the queue. */
    private static final List<String> SHOWN = List.of("incoming", "active", "deferred");

    private static final List<String> OTHERS = List.of("maildrop", "hold");

    /** Exim has a file of a message's header beside that of its body. */
    private static final String HEADER_END = "-H";

    private static final int DEPTH_MAX = 4;

    private final Path folder;
    private final boolean isPostfix;
    private volatile boolean overdue;

    private QueueSource(Path folder, boolean isPostfix) {
        this.folder = folder;
        this.isPostfix = isPostfix;
    }

    /** @param folder that {@code postconf queue_directory} names */
    static QueueSource ofPostfix(Path folder) {
        return new QueueSource(folder, true);
    }

    /** @param folder {@code input} of the spool */
    static QueueSource ofExim(Path folder) {
        return new QueueSource(folder, false);
    }

    /** The ends of the names of Postfix's series, the whole queue first. */
    static List<String> postfixSeries() {
        return List.of("", ".incoming", ".active", ".deferred");
    }

    @Override
    public Map<String, Double> read() throws IOException {
        overdue = false;
        if (!isPostfix) {
            return Map.of("", (double) count(folder, HEADER_END, 0));
        }
        Map<String, Double> values = new LinkedHashMap<>();
        double all = 0;
        for (String name : SHOWN) {
            double count = count(folder.resolve(name), "", 0);
            values.put("." + name, count);
            all += count;
        }
        for (String name : OTHERS) {
            if (Files.isReadable(folder.resolve(name))) {
                all += count(folder.resolve(name), "", 0);
            }
        }
        values.put("", all);
        return values;
    }

    private long count(Path within, String end, int depth) throws IOException {
        long count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(within)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.length() > 1) {
                    count += name.endsWith(end) ? 1 : 0;
                } else if (depth < DEPTH_MAX) {
                    count += countInner(entry, end, depth + 1);
                }
                if (overdue) {
                    throw new MonitorFailure("it takes too long to count " + folder);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return count;
    }

    /** Servers remove empty folders while they are looked at. */
    private long countInner(Path within, String end, int depth) throws IOException {
        try {
            return count(within, end, depth);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    @Override
    public void abort() {
        overdue = true;
    }
}
