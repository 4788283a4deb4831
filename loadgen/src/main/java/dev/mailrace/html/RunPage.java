package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.report.Conclusion;
import dev.mailrace.report.Headline;
import dev.mailrace.report.Why;
import dev.mailrace.runfile.JsonFile;
import dev.mailrace.runfile.PastRun;
import dev.mailrace.words.Human;
import java.util.List;
import java.util.Map;

/** A run as a page, or several in one. */
public final class RunPage {
    /** More lines cannot be told apart. */
    public static final int RUNS_MAX = 12;

    private static final String KEYS = "Plots: drag to zoom, double-click to reset. Keyboard: Tab, arrows, + and −, 0. "
            + "Click a name in the legend to hide its line.";

    private RunPage() {}

    /**
     * The page.
     *
     * @throws IllegalArgumentException when there is no run, or more than {@value #RUNS_MAX}
     */
    public static byte[] of(List<ReportedRun> runs) {
        return of(runs, false);
    }

    /** The page of a run in its own folder: with links to its files. */
    public static byte[] inFolder(ReportedRun run) {
        return of(List.of(run), true);
    }

    private static byte[] of(List<ReportedRun> runs, boolean besideFiles) {
        if (runs.isEmpty() || runs.size() > RUNS_MAX) {
            throw JsonFile.refused("report", runs.size() + " runs", "1 to " + RUNS_MAX);
        }
        Html html = new Html();
        if (runs.size() == 1) {
            single(html, runs.get(0), besideFiles);
        } else {
            several(html, runs);
        }
        return Page.of(title(runs), html, data(runs));
    }

    private static String title(List<ReportedRun> runs) {
        return runs.size() == 1
                ? "Mailrace: " + headline(runs.get(0).document())
                : "Mailrace: " + runs.size() + " runs";
    }

    private static void single(Html html, ReportedRun run, boolean besideFiles) {
        JsonNode document = run.document();
        head(html, document);
        Html body = new Html();
        RunTables tables = new RunTables(body, "", document);
        tables.thresholds();
        DifferenceTable.write(body, document);
        body.section("Plots");
        plots(body, run);
        body.section("Phases");
        tables.phases();
        body.section("Outcomes");
        tables.allOutcomes();
        tables.books();
        DeliveryTables.write(body, "", document);
        tables.kinds();
        KindDetails.write(body, run);
        SideTables.write(body, "", document);
        body.section("Volume and sessions");
        tables.volume();
        tables.sessions();
        body.section("Run health");
        GeneratorTables.write(body, "", document);
        body.section("Configuration");
        tables.reproduce();
        tables.environment();
        if (besideFiles) {
            body.section("Files of this run");
            body.open("ul");
            link(body, PastRun.RUN_FILE, "all of it as JSON");
            link(body, PastRun.INTERVALS_FILE, "each second's histograms, as HdrHistogram's log");
            body.close("ul");
        }
        html.contents(body).raw(body.toString());
    }

    private static void link(Html html, String file, String what) {
        html.open("li").element("a", file, "href", file).text(": " + what).close("li");
    }

    /** The verdict and the plan. */
    static void head(Html html, JsonNode document) {
        String verdict = Headline.verdict(document);
        String sentence = sentence(document);
        html.element("h1", verdict.isEmpty() ? sentence : verdict, "class", "verdict" + tone(document, verdict));
        html.element("p", Why.of(document) + ".", "class", "why");
        if (!verdict.isEmpty()) {
            html.element("p", sentence, "class", "summary");
        }
        String ending = document.path("ending").asText();
        if (!ending.equals("completed")) {
            html.element(
                    "p",
                    "The run ended early: " + Human.words(ending) + ". What follows was measured until then.",
                    "class",
                    "bad");
        }
        if (document.has(PastRun.LOG_CUT)) {
            html.element(
                    "p",
                    "Data over time is incomplete: "
                            + document.path(PastRun.LOG_CUT).asText() + ".",
                    "class",
                    "bad");
        }
        reasons(html, document);
        AboutLines.write(html, document);
        html.element("p", document.path("plan").asText(), "class", "plan");
    }

    private static String tone(JsonNode document, String verdict) {
        if (Headline.isGood(document)) {
            return verdict.isEmpty() ? "" : " good";
        }
        boolean isOpen = document.path("verdict").asText().equals(RunVerdict.Word.NOT_DECIDED.label());
        return isOpen ? " " + Conclusion.Tone.DOUBT.label() : " bad";
    }

    /** With the verdict before it, where there is one. */
    private static String headline(JsonNode document) {
        String verdict = Headline.verdict(document);
        return (verdict.isEmpty() ? "" : verdict + "; ") + Headline.of(document);
    }

    /** Why a run is not to be believed, or not what was asked for; nothing where it is. */
    private static void reasons(Html html, JsonNode document) {
        document.path("shortfalls")
                .forEach(shortfall -> html.element(
                        "p",
                        "Not as asked: " + shortfall.path("what").asText() + " (cause: "
                                + shortfall.path("cause").asText() + ")",
                        "class",
                        "bad"));
        if (Headline.verdict(document).startsWith("INVALID")) {
            return; // It has said so.
        }
        document.path("self")
                .path("reasons")
                .forEach(reason -> html.element("p", "INVALID: " + reason.asText(), "class", "bad"));
    }

    private static String sentence(JsonNode document) {
        String ofItsLimit = Headline.ofItsLimit(document);
        return Headline.of(document)
                + (ofItsLimit.isEmpty()
                        ? "; the generator is "
                                + document.path("self").path("verdict").asText()
                        : "; the generator was " + ofItsLimit);
    }

    private static void plots(Html html, ReportedRun run) {
        boolean hasLines = !run.lines().isEmpty();
        if (hasLines || run.timeline() != null) {
            html.element("p", KEYS, "class", "hint script");
        }
        bounds(html, run.document());
        if (hasLines) {
            plot(html, "percentiles", "Latency by percentile", PlotWords.percentiles(run.document()));
        }
        Waterfall.write(html, run.document());
        if (run.timeline() != null) {
            overTime(html, run.document(), run.timeline());
            MonitorPlot.of(run.document()).forEach(monitor -> plot(html, monitor.name(), monitor.caption()));
        } else {
            html.element("p", "No data over time: intervals.hlog is missing, or of an earlier version.");
        }
    }

    private static void overTime(Html html, JsonNode document, JsonNode timeline) {
        PlotWords words = new PlotWords(timeline);
        Headline.Whole whole = Headline.whole(document);
        String times = words.times(whole == null ? "" : whole.timing().tag(whole.phase()));
        plot(html, "throughput", "Throughput over time: due and accepted", words.throughput());
        plot(html, "times", "Latency over time: response times by the second in which the message was due", times);
        plot(html, "heat", "Distribution of latency over time, by the second in which the message was due", times);
        if (failed(timeline)) {
            plot(html, "outcomes", "Failures over time, by code", words.causes());
        }
        plot(html, "lag", "Generator lateness over time", words.lateness());
        plot(html, "connections", "Connections and backlog over time", words.connections());
        if (document.has("deliveries")) {
            plot(html, "deliveries", "Accepted and delivered over time", words.delivered());
            plot(html, "in-server", "Accepted and not yet delivered: in the server over time", words.inServer());
        }
    }

    /** Whether any arrival had an end other than acceptance. */
    private static boolean failed(JsonNode timeline) {
        return !timeline.path("causes_per_second").isEmpty();
    }

    /** Where lines fall among lower bounds. */
    private static void bounds(Html html, JsonNode document) {
        Headline.Whole whole = Headline.whole(document);
        long unanswered =
                whole == null ? 0 : whole.statistics().path("lower_bounds").asLong();
        if (unanswered > 0) {
            html.element(
                    "p",
                    Human.count(unanswered) + " arrivals had no answer when the run ended. Their ages count among the "
                            + "response times as lower bounds: a time marked ≥ was at least that long.",
                    "class",
                    "bad");
        }
    }

    /** A place that a script fills. */
    static void plot(Html html, String name, String caption) {
        plot(html, name, caption, "");
    }

    /** @param said what it shows, for those who do not see it; empty: no more than its caption */
    private static void plot(Html html, String name, String caption, String said) {
        html.open(
                        "figure",
                        "class",
                        "plot script",
                        "data-plot",
                        name,
                        "tabindex",
                        "0",
                        "role",
                        "group",
                        "aria-label",
                        said.isEmpty() ? caption : caption + ". " + said)
                .element("figcaption", caption)
                .close("figure");
    }

    private static void several(Html html, List<ReportedRun> runs) {
        html.element("h1", runs.size() + " runs in one view", "class", "verdict");
        Tables table = Tables.open(
                html, "runs", "Runs", List.of("run", "accepted/s", "p50", "p99", "result", "plan", "generator"));
        for (ReportedRun run : runs) {
            JsonNode document = run.document();
            table.row(run.name()).rate(document.path("totals").path("accepted_per_second"));
            RunTables.whole(table, document);
            table.text(headline(document))
                    .text(document.path("plan").asText())
                    .mark(document.path("self").path("verdict").asText(), RunTables.isValid(document))
                    .endRow();
        }
        table.close();
        DifferenceTable.write(html, runs.get(0).document());
        html.element("p", KEYS, "class", "hint script");
        if (runs.stream().anyMatch(run -> !run.lines().isEmpty())) {
            plot(html, "percentiles", "Latency by percentile");
        }
        if (runs.stream().anyMatch(run -> run.timeline() != null)) {
            plot(html, "throughput", "Accepted over time");
            plot(html, "times", "Latency over time");
            plot(html, "lag", "Generator lateness over time");
        }
        for (int i = 0; i < runs.size(); i++) {
            details(html, "run-" + i + "-", runs.get(i).name(), runs.get(i).document());
        }
    }

    /** A run folded away. */
    static void details(Html html, String prefix, String name, JsonNode document) {
        html.open("details").element("summary", name + ": " + headline(document));
        RunTables tables = new RunTables(html, prefix, document);
        reasons(html, document);
        tables.thresholds();
        Waterfall.write(html, document);
        tables.phases();
        tables.allOutcomes();
        tables.books();
        DeliveryTables.write(html, prefix, document);
        tables.kinds();
        SideTables.write(html, prefix, document);
        tables.volume();
        tables.sessions();
        GeneratorTables.write(html, prefix, document);
        tables.reproduce();
        tables.environment();
        html.close("details");
    }

    private static ObjectNode data(List<ReportedRun> runs) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("one_in", PercentileLines.points());
        ArrayNode all = data.putArray("runs");
        for (ReportedRun run : runs) {
            ObjectNode node = all.addObject();
            node.put("name", JsonFile.printable(run.name()));
            Headline.Whole whole = Headline.whole(run.document());
            node.put("whole", whole == null ? "" : whole.timing().tag(whole.phase()));
            node.put(
                    "measured_from",
                    run.document().path("scenario").path("warmup_seconds").asDouble());
            ArrayNode early = node.putArray("warmup_only");
            for (Map.Entry<String, JsonNode> phase :
                    run.document().path("phases").properties()) {
                if (RunTables.isEarly(phase.getValue())) {
                    early.add(phase.getKey());
                }
            }
            node.set("lines", run.lines());
            node.set("kinds", KindDetails.data(run.document(), run.kinds()));
            node.set("bounds_from", PercentileLines.boundsFrom(run.document()));
            node.set("thresholds", ThresholdLines.of(run.document()));
            node.set("timeline", run.timeline());
            node.set("monitors", MonitorPlot.data(run.document()));
            node.set("events", SideTables.events(run.document()));
        }
        return data;
    }
}
