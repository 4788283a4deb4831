package dev.mailrace.html;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.report.Headline;
import dev.mailrace.runfile.PastRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches a run, now or once more, for what a page shows of its seconds. Owned by one thread. */
public final class RunOnPage implements RunObserver {
    /** What a run is compared with. */
    public interface Beside {
        Beside NOTHING = result -> null;

        /** What is different in {@code result}; null where there is nothing to compare it with. */
        @Nullable
        Comparison of(RunResult result);
    }

    private final String name;
    private final Beside beside;
    private final Timeline timeline = new Timeline();

    /** @param name for people, where there are several */
    public RunOnPage(String name) {
        this(name, Beside.NOTHING);
    }

    RunOnPage(String name, Beside beside) {
        this.name = name;
        this.beside = beside;
    }

    /**
     * Reads a run's folder, or its run.json.
     *
     * @throws IllegalArgumentException when no run can be read from it
     */
    public static ReportedRun read(Path path) throws IOException {
        PastRun past = PastRun.open(path);
        RunOnPage page = new RunOnPage(path.toString());
        RunResult result = past.replay(List.of(page));
        return page.run(past.shown(result), result);
    }

    @Override
    public void interval(Interval interval) {
        timeline.add(interval);
    }

    /**
     * The run, when it has ended.
     *
     * @param document what tables show
     * @param result of the same run: its histograms are drawn
     */
    public ReportedRun run(ObjectNode document, RunResult result) {
        Comparison comparison = beside.of(result);
        if (comparison != null) {
            DifferenceTable.put(document, List.of(comparison));
        }
        Headline.Whole whole = Headline.whole(document);
        return new ReportedRun(
                name,
                document,
                PercentileLines.of(result),
                PercentileLines.ofKinds(result),
                timeline.isEmpty()
                        ? null
                        : timeline.data(whole == null ? "" : whole.timing().tag(whole.phase())));
    }
}
