package dev.mailrace.cli;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.HlogReport;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.runfile.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent keeps of a run, so that nothing measured is lost with its coordinator. Made when the run starts. */
final class AgentFiles implements RunObserver {
    private @Nullable Path folder; // Null: none.
    private List<RunObserver> files = List.of();

    void keepIn(@Nullable Path folder) {
        this.folder = folder;
    }

    @Override
    public void started(RunInfo info) throws IOException {
        if (folder == null) {
            return;
        }
        Files.createDirectories(folder);
        files = List.of(
                HlogReport.to(folder.resolve(PastRun.INTERVALS_FILE)), RunFile.to(folder.resolve(PastRun.RUN_FILE)));
        for (RunObserver file : files) {
            file.started(info);
        }
    }

    @Override
    public void interval(Interval interval) throws IOException {
        for (RunObserver file : files) {
            file.interval(interval);
        }
    }

    @Override
    public void ended(RunResult result) throws IOException {
        for (RunObserver file : files) {
            file.ended(result);
        }
    }
}
