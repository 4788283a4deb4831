package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.fault.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs behind a path that may name one, or a folder of several. */
public final class RunSide {
    /** So many folders are looked into for the newest run. */
    private static final int FOLDERS_MAX = 1_000;

    private RunSide() {}

    /** The paths of the runs: {@code path} itself, or the folders within it where it is no run but holds some. */
    public static List<Path> paths(Path path) {
        if (Files.isDirectory(path) && !Files.exists(path.resolve(PastRun.RUN_FILE))) {
            List<Path> within = RunFolders.in(path);
            return within.isEmpty() ? List.of(path) : within;
        }
        return List.of(path);
    }

    /**
     * The run in {@code path}, or the newest one that ended within it; null where a folder holds none yet.
     *
     * @throws Refusal when there is no such path, or it names a run that cannot be compared with
     */
    public static @Nullable RunFigures newest(Path path) {
        if (!Files.isDirectory(path) || Files.exists(path.resolve(PastRun.RUN_FILE))) {
            return RunReader.read(path);
        }
        List<Path> folders = RunFolders.in(path);
        RunFigures newest = null;
        String started = "";
        for (Path folder : folders.subList(Math.max(0, folders.size() - FOLDERS_MAX), folders.size())) {
            ObjectNode document = readable(folder);
            String began =
                    document == null ? "" : JsonFile.text(document, "started"); // ISO 8601 in UTC: the order of time.
            RunFigures run = document == null || began.compareTo(started) < 0 ? null : figures(folder, document);
            if (run != null) {
                newest = run;
                started = began;
            }
        }
        return newest;
    }

    private static @Nullable ObjectNode readable(Path folder) {
        try {
            return RunReader.document(folder);
        } catch (Refusal e) {
            return null;
        }
    }

    /** Null for one that goes on, was killed, or measured nothing. */
    private static @Nullable RunFigures figures(Path folder, ObjectNode document) {
        try {
            return RunReader.figures(JsonFile.printable(folder.toString()), document);
        } catch (Refusal e) {
            return null;
        }
    }
}
