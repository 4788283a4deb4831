package dev.mailrace.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.Slo;
import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Shortfall;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.runfile.PhaseTimes;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run as a comment on a pull request: the verdict, thresholds, phases, outcomes, and how it was made. */
public final class RunMarkdown {
    /** A server may say thousands of things, and a comment on a pull request has 65,536 characters at most. */
    private static final int OUTCOMES_MAX = 20;

    private RunMarkdown() {}

    /** Writes to {@code out}, which is borrowed and flushed. */
    public static void write(RunResult result, OutputStream out) throws IOException {
        out.write((String.join("\n", lines(result)) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static List<String> lines(RunResult result) {
        List<String> lines = new ArrayList<>();
        ObjectNode document = RunDocument.of(result);
        RunVerdict verdict = RunVerdict.of(result);
        addHead(document, lines);
        String about = AboutLines.markdown(result.info().about());
        if (!about.isEmpty()) {
            lines.add(about);
        }
        if (!result.self().valid() && verdict.word() != RunVerdict.Word.INVALID) {
            lines.add("**The run is invalid:** "
                    + Markdown.text(String.join("; ", result.self().reasons())));
            lines.add("");
        }
        for (Shortfall shortfall : result.shortfalls()) {
            lines.add("**Not as asked:** "
                    + Markdown.text(
                            shortfall.what() + " (cause: " + shortfall.cause().label() + ")"));
            lines.add("");
        }
        addThresholds(verdict, result.self().valid(), lines);
        addPhases(result, lines);
        addOutcomes(result, lines);
        DeliveryLines.of(result).forEach(line -> lines.add("- " + Markdown.text(line.strip())));
        if (result.followsDeliveries()) {
            lines.add("");
        }
        lines.add("<details><summary>Configuration</summary>");
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

    /** The verdict and its first reason as a heading, or what the run came to where there is none; then why; then the rest. */
    private static void addHead(ObjectNode document, List<String> lines) {
        String verdict = Headline.verdict(document);
        List<String> head = new ArrayList<>(List.of(verdict.split("; ", -1)));
        head.add(Headline.of(document));
        head.removeIf(String::isEmpty);
        lines.add("### " + Markdown.text(head.get(0)));
        lines.add("");
        lines.add(Markdown.text(Why.of(document)) + ".");
        lines.add("");
        for (String line : head.subList(1, head.size())) {
            lines.add("**" + Markdown.text(line) + "**");
            lines.add("");
        }
    }

    private static void addThresholds(RunVerdict run, boolean valid, List<String> lines) {
        if (run.thresholds().isEmpty()) {
            return;
        }
        lines.add(Markdown.row(List.of("threshold", "value", "kept")));
        lines.add("|---|--:|---|");
        for (Slo.Verdict verdict : run.thresholds()) {
            lines.add(Markdown.row(List.of(
                    Markdown.text(verdict.slo().text()), Markdown.text(verdict.valueText()), kept(verdict, valid))));
        }
        lines.add("");
    }

    private static String kept(Slo.Verdict verdict, boolean valid) {
        if (!valid) {
            return "not decided";
        }
        return switch (verdict.decision()) {
            case PASSED -> "yes";
            case BROKEN -> "**NO**";
            case NOT_DECIDED -> "**not decided**: " + Markdown.text(verdict.reason());
        };
    }

    private static void addPhases(RunResult result, List<String> lines) {
        lines.add(Markdown.row(
                List.of("phase", "times", "count", "mean", "p50", "p75", "p90", "p95", "p99", "p99.9", "max")));
        lines.add("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (PhaseTimes times : PhaseTimes.of(result)) {
            for (Timing timing : Timing.values()) {
                Percentiles percentiles = times.by(timing);
                if (percentiles != null) {
                    List<String> cells = new ArrayList<>(List.of(
                            Markdown.text(times.phase().label()),
                            timing.name().toLowerCase(Locale.ROOT),
                            Human.count(percentiles.count())));
                    cells.addAll(percentiles.allWords());
                    lines.add(Markdown.row(cells));
                }
            }
        }
        lines.add("");
    }

    private static void addOutcomes(RunResult result, List<String> lines) {
        lines.add(Markdown.row(List.of("count", "outcome", "phase", "code", "enhanced", "reason", "sample")));
        lines.add("|--:|---|---|---|---|---|---|");
        List<OutcomeCounts.Entry> entries = result.measured().outcomes().entries();
        int shown = Math.min(OUTCOMES_MAX, entries.size());
        for (OutcomeCounts.Entry entry : entries.subList(0, shown)) {
            Outcome outcome = entry.outcome();
            lines.add(Markdown.row(List.of(
                    Human.count(entry.count()),
                    Human.words(outcome.kind().label()),
                    outcome.phase() == null ? "" : Markdown.text(outcome.phase().label()),
                    outcome.code() == 0 ? "" : Integer.toString(outcome.code()),
                    Markdown.text(outcome.enhanced()),
                    Human.words(outcome.reason().label()),
                    Markdown.text(outcome.sample()))));
        }
        lines.add("");
        if (entries.size() > shown) {
            long more = entries.subList(shown, entries.size()).stream()
                    .mapToLong(OutcomeCounts.Entry::count)
                    .sum();
            lines.add("and " + Human.count(more) + " arrivals that ended in " + (entries.size() - shown)
                    + " other ways, which run.json lists");
            lines.add("");
        }
    }
}
