package dev.mailrace.report;

import dev.mailrace.analysis.Slo;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run as a comment on a pull request: the verdict, thresholds, phases, outcomes, and how it was made. */
public final class RunMarkdown {
    private RunMarkdown() {}

    /** Writes to {@code out}, which is borrowed and flushed. */
    public static void write(RunResult result, OutputStream out) throws IOException {
        out.write((String.join("\n", lines(result)) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static List<String> lines(RunResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("### " + Markdown.text(Headline.of(RunDocument.of(result))));
        lines.add("");
        if (!result.self().valid()) {
            lines.add("**The run is invalid:** "
                    + Markdown.text(String.join("; ", result.self().reasons())));
            lines.add("");
        }
        addThresholds(result, lines);
        addPhases(result, lines);
        addOutcomes(result, lines);
        lines.add("<details><summary>How it was made</summary>");
        lines.add("");
        lines.add("- " + Markdown.text(result.info().plan()));
        lines.add("- " + Markdown.code(result.info().command()));
        result.info()
                .environment()
                .forEach((name, value) ->
                        lines.add("- " + Markdown.text(name) + ": " + Markdown.code(String.valueOf(value))));
        lines.add("");
        lines.add("</details>");
        return lines;
    }

    private static void addThresholds(RunResult result, List<String> lines) {
        List<Slo.Verdict> verdicts = Slo.judge(result);
        if (verdicts.isEmpty()) {
            return;
        }
        lines.add(Markdown.row(List.of("threshold", "value", "kept")));
        lines.add("|---|--:|---|");
        for (Slo.Verdict verdict : verdicts) {
            String kept = !result.self().valid() ? "not decided" : verdict.passed() ? "yes" : "**NO**";
            lines.add(Markdown.row(
                    List.of(Markdown.text(verdict.slo().text()), Markdown.text(verdict.valueText()), kept)));
        }
        lines.add("");
    }

    private static void addPhases(RunResult result, List<String> lines) {
        lines.add(Markdown.row(List.of("phase", "times", "count", "mean", "p50", "p90", "p99", "p99.9", "max")));
        lines.add("|---|---|--:|--:|--:|--:|--:|--:|--:|");
        for (PhaseTimes times : PhaseTimes.of(result)) {
            for (Timing timing : Timing.values()) {
                Percentiles percentiles = times.by(timing);
                if (percentiles != null) {
                    lines.add(Markdown.row(List.of(
                            Markdown.text(times.phase().label()),
                            timing.name().toLowerCase(Locale.ROOT),
                            Human.count(percentiles.count()),
                            Human.duration(Math.round(percentiles.meanNanos())),
                            Human.duration(percentiles.p50Nanos()),
                            Human.duration(percentiles.p90Nanos()),
                            Human.duration(percentiles.p99Nanos()),
                            Human.duration(percentiles.p999Nanos()),
                            Human.duration(percentiles.maxNanos()))));
                }
            }
        }
        lines.add("");
    }

    private static void addOutcomes(RunResult result, List<String> lines) {
        lines.add(Markdown.row(List.of("count", "kind", "phase", "code", "enhanced", "reason", "sample")));
        lines.add("|--:|---|---|---|---|---|---|");
        for (OutcomeCounts.Entry entry : result.measured().outcomes().entries()) {
            Outcome outcome = entry.outcome();
            lines.add(Markdown.row(List.of(
                    Human.count(entry.count()),
                    Human.words(outcome.kind().label()),
                    outcome.phase() == null ? "" : Markdown.text(outcome.phase().label()),
                    outcome.code() == 0 ? "" : Integer.toString(outcome.code()),
                    outcome.enhanced(),
                    Human.words(outcome.reason().label()),
                    Markdown.text(outcome.sample()))));
        }
        lines.add("");
    }
}
