package dev.mailrace.runfile;

import dev.mailrace.fault.SystemWords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders of runs within a folder: what a command of several runs leaves. */
public final class RunFolders {
    private RunFolders() {}

    /** The folders of runs within {@code folder}, by name; none where it is no folder, or null. */
    public static List<Path> in(@Nullable Path folder) {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> within = Files.list(folder)) {
            return within.filter(step -> Files.isRegularFile(step.resolve(PastRun.RUN_FILE)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw JsonFile.refused(folder.toString(), SystemWords.of(e), "a folder that can be read");
        } catch (UncheckedIOException e) {
            throw JsonFile.refused(folder.toString(), SystemWords.of(e), "a folder that can be read");
        }
    }
}
