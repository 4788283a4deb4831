package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.html.HtmlReport;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.runfile.StalledRun;
import dev.mailrace.sink.SinkServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reports opened in a browser that has no network: drawn, quiet, and with the numbers of the run's file. */
class ReportPageTest extends BrowserTests {
    @Test
    void aPlainRun() throws IOException {
        Path results = results("plain");
        try (SinkServer sink = sink(8, 5)) {
            Typed typed = Typed.run(
                    "run",
                    target(sink),
                    "-R",
                    "400/s",
                    "--poisson",
                    "-d",
                    "6s",
                    "--warmup",
                    "1s",
                    "-c",
                    "20",
                    "-q",
                    "--slo",
                    "p99(content) < 1s",
                    "--results",
                    results.toString());
            assertThat(typed.exit()).as(typed.err()).isIn(0, 97);
        }
        JsonNode run = json(results.resolve("run.json"));
        browser().check(results.resolve("report.html"), 6, "run");
        assertPhasesEqual(run);
        assertThat(text("h1")).matches("(PASSED: the threshold was kept|INVALID: .*)");
        assertThat(text("p.summary")).contains(" accepted/s over 6.00 s, p99 ");
        assertOutcomesEqual(run, "outcomes");
        assertThat(browser()
                        .list("return [...document.querySelectorAll('#books tbody tr')].map((row) =>"
                                + "row.cells[1].dataset.value);"))
                .containsExactlyElementsOf(books(run));
    }

    private static String text(String selector) {
        return browser()
                .ask("return document.querySelector('" + selector + "').textContent;")
                .toString();
    }

    @Test
    void aServerThatHangsLooksBad() throws IOException {
        Path page = Files.createDirectories(results("hung")).resolve("report.html");
        SampleRun.hung(HtmlReport.to(page));
        browser().check(page, 7, "run");
        assertThat(text("h1")).isEqualTo("BROKEN: p99(transaction) < 500ms (≥ 5.91 s), and 1 more");
        assertThat(text("h1 + p"))
                .isEqualTo(
                        "From 1.0 to 7.0 s nothing was answered; some 160 waited, up to 6.0 s; the server fell behind: "
                                + "13.3/s of 40.0/s due, 150 waiting at the end; 160 arrivals had no answer when the run ended.");
        assertThat(text("#thresholds")).contains("≥ 5.91 s").contains("NOT DECIDED: 160 had no answer");
        assertThat(text("[data-phase=transaction][data-times=response]")).contains("≥ 5.91 s");
        assertThat(text("[data-phase=transaction][data-times=service]")).doesNotContain("≥");
        assertThat(text("figure[data-plot=percentiles] .u-legend"))
                .contains("transaction (response), ≥ from 33.3 %")
                .contains("transaction (unanswered), ≥ from 0 %");
    }

    @Test
    void aStallIsSeenAtItsSecondInEveryPlotOverTime() throws IOException {
        Path page = Files.createDirectories(results("stalled")).resolve("report.html");
        StalledRun.play(HtmlReport.to(page));
        browser().check(page, 6, "stalled");
        assertThat(text("h1")).isEqualTo("BROKEN: p99(transaction) < 500ms (930 ms)");
        assertThat(text("h1 + p")).isEqualTo("From 3.0 to 4.0 s nothing was answered; some 50 waited, up to 1.0 s.");
        // In each plot the moment looks unlike the second before it: a band, behind whatever the plot shows.
        assertThat(browser().list("""
                return plots.drawn.filter((entry) => entry.plot.cursor.sync && entry.plot.cursor.sync.key === "time").map((entry) => {
                  const u = entry.plot, y = u.bbox.top + 30 * devicePixelRatio;
                  const row = u.ctx.getImageData(0, y, u.ctx.canvas.width, 1).data; // Read once.
                  const at = (seconds) => [...row.slice(4 * Math.round(u.valToPos(seconds, "x", true))).slice(0, 4)].join();
                  return entry.figure.dataset.plot + " " + (at(3.37) !== at(1.87));
                });"""))
                .containsExactlyInAnyOrder(
                        "throughput true", "times true", "heat true", "lag true", "connections true");
        assertThat(browser().list("""
                const times = JSON.parse(document.getElementById("data").textContent).runs[0].timeline;
                const highest = (values) => values.indexOf(Math.max(...values.filter((value) => value != null)));
                return [times.seconds[highest(times.times["transaction.response"].p99)], times.seconds[highest(times.oldest_us)]];"""))
                .as("the slowest were due then, and the oldest waited then")
                .containsExactly(3.5, 3.5);
        PageChecks.assertReadable(browser());
        PageChecks.assertFiguresSpeak(browser());
        PageChecks.assertColoursApart(browser());
        PageChecks.assertFitsAPhone(browser());
        assertThat(browser().complaints()).as("but of the test itself").allMatch(line -> line.contains("getImageData"));
    }

    @Test
    void eachSessionClassHasPhasesAndPlotsOfItsOwn() throws IOException {
        Path page = Files.createDirectories(results("classes")).resolve("report.html");
        SampleRun.mixed(HtmlReport.to(page));
        browser().open(page);
        assertThat(
                        browser()
                                .list(
                                        "return [...document.querySelectorAll('details.kind')].map((one) => one.querySelector('summary').textContent);"))
                .hasSize(3)
                .first()
                .asString()
                .startsWith("submission: 7 accepted, p99 1.00 ms");
        assertThat(text("#kind-phases-0")).contains("content").contains("500 µs");
        browser().ask("document.querySelectorAll('details').forEach((one) => { one.open = true; }); return 1;");
        browser().settle();
        assertThat((Long) browser().ask("return document.querySelector('[data-plot=kind-0] canvas').clientWidth;"))
                .as("a plot has its room when it is unfolded")
                .isGreaterThan(500);
        PageChecks.assertReadable(browser());
        PageChecks.assertColoursApart(browser());
        assertThat(browser().complaints()).isEmpty();
    }

    @Test
    void aLineIsDrawnAsItsLegendShowsIt() throws IOException {
        Path page = Files.createDirectories(results("legend")).resolve("report.html");
        SampleRun.ordinary(HtmlReport.to(page));
        browser().open(page);
        browser()
                .ask("const choice = document.querySelector('[data-plot=percentiles] select');"
                        + "choice.value = 'all phases'; choice.dispatchEvent(new Event('change')); return 1;");
        browser().settle();
        assertThat(browser().list("""
                const plot = plots.drawn.find((entry) => entry.figure.dataset.plot === "percentiles").plot;
                const rgb = (colour) => { const box = document.createElement("i"); box.style.color = colour; document.body.append(box);
                  const made = getComputedStyle(box).color; box.remove(); return made; };
                return [...plot.root.querySelectorAll(".u-series .u-marker")].map((marker, i) => {
                  const series = plot.series[i], style = getComputedStyle(marker);
                  return i === 0 || (style.borderTopColor === rgb(series.stroke()) && style.borderTopStyle === (series.dash ? "dashed" : "solid"));
                });""")).isNotEmpty().containsOnly(true);
        assertThat(browser().list("""
                const plot = plots.drawn.find((entry) => entry.figure.dataset.plot === "percentiles").plot;
                return plot.series.slice(1).map((series) => series.stroke());""")).hasSizeGreaterThan(5).doesNotHaveDuplicates();
    }

    /** CVE-2024-21489: uPlot before 1.6.31 let a key of that name through, and every object of the page had what it held. */
    @Test
    void thePlotsLibraryDoesNotPolluteThePrototypeOfObjects() throws IOException {
        Path page = Files.createDirectories(results("prototype")).resolve("report.html");
        SampleRun.hung(HtmlReport.to(page));
        browser().open(page);
        assertThat(browser()
                        .list("uPlot.assign({}, JSON.parse('{\"__proto__\": {\"polluted\": 1}, \"kept\": 2}'));"
                                + "uPlot.assign({}, JSON.parse('{\"constructor\": {\"prototype\": {\"polluted\": 1}}}'));"
                                + "return [{}.polluted === undefined, uPlot.assign({}, {kept: 2}).kept];"))
                .containsExactly(true, 2L);
    }

    private static List<Object> books(JsonNode run) {
        List<Object> books = new ArrayList<>();
        for (String name : List.of("arrivals", "accepted", "rejected", "failed", "unconfirmed", "dropped", "cut_off")) {
            books.add(run.at("/totals/" + name).asText());
        }
        return books;
    }

    /** A row a phase and clock, each cell the file's very number. */
    private static void assertPhasesEqual(JsonNode run) {
        List<Object> expected = new ArrayList<>();
        for (Map.Entry<String, JsonNode> phase : run.path("phases").properties()) {
            for (String clock : List.of("service", "failed", "response", "unanswered")) {
                JsonNode times = phase.getValue().path(clock);
                if (times.isObject()) {
                    List<String> cells = new ArrayList<>(List.of(phase.getKey(), clock));
                    for (String name : List.of(
                            "count", "mean_us", "p50_us", "p75_us", "p90_us", "p95_us", "p99_us", "p999_us",
                            "max_us")) {
                        cells.add(times.path(name).decimalValue().toPlainString());
                    }
                    expected.add(cells);
                }
            }
        }
        assertThat(browser()
                        .list("return [...document.querySelectorAll('#phases tbody tr')].map((row) =>"
                                + "[row.dataset.phase, row.dataset.times,"
                                + " ...[...row.querySelectorAll('td.number')].map((cell) => cell.dataset.value)]);"))
                .containsExactlyElementsOf(expected)
                .isNotEmpty();
    }

    private static void assertOutcomesEqual(JsonNode run, String table) {
        List<Object> expected = new ArrayList<>();
        run.path("outcomes")
                .forEach(outcome -> expected.add(List.of(
                        outcome.path("kind").asText().replace('_', ' '),
                        outcome.path("code").asInt() == 0
                                ? ""
                                : outcome.path("code").asText(),
                        outcome.path("count").asText(),
                        outcome.path("sample").asText())));
        assertThat(browser()
                        .list("return [...document.querySelectorAll('#" + table + " tbody tr')].map((row) =>"
                                + "[row.cells[0].textContent, row.cells[2].textContent, row.cells[5].dataset.value,"
                                + " row.cells[6].textContent]);"))
                .containsExactlyElementsOf(expected)
                .isNotEmpty();
    }

    @Test
    void plotsAnswerToKeysAndToTheDark() throws IOException {
        Path results = results("keys");
        Typed.run("run", "-c", "5", "-d", "3s", "--warmup", "0s", "-q", "--results", results.toString());
        browser().open(results.resolve("report.html"));
        browser().press("throughput", "ArrowRight");
        browser().press("throughput", "ArrowRight");
        assertThat(browser()
                        .ask("return document.querySelector('figure[data-plot=throughput] .u-value').textContent"
                                + " === words.clock(JSON.parse(document.getElementById('data').textContent)"
                                + ".runs[0].timeline.seconds[1]);"))
                .as("the second interval's numbers stand below the plot")
                .isEqualTo(true);
        String drawing = "return document.querySelector('figure[data-plot=connections] canvas').toDataURL();";
        Object whole = browser().ask(drawing);
        browser().press("throughput", "+");
        browser().settle();
        Object zoomed = browser().ask(drawing);
        browser().press("connections", "0");
        browser().settle();
        assertThat(zoomed).as("plots over time are zoomed together").isNotEqualTo(whole);
        assertThat(browser().ask(drawing)).isEqualTo(whole);
        browser().prefers("dark");
        browser().open(results.resolve("report.html"));
        assertThat(browser().ask("return getComputedStyle(document.body).backgroundColor;"))
                .isEqualTo("rgb(20, 23, 27)");
        browser().assertDrawn(6);
        browser().size(390, 800);
        browser().open(results.resolve("report.html"));
        assertThat((Long) browser().ask("return document.documentElement.scrollWidth;"))
                .as("a phone scrolls down only")
                .isLessThanOrEqualTo((Long) browser().ask("return document.documentElement.clientWidth;"));
        assertThat(browser().complaints()).isEmpty();
        browser().prefers("light");
        browser().size(1100, 900);
    }

    @Test
    void aRunFullOfFailuresOfAServerThatMeansHarm() throws IOException {
        Path results = results("failures");
        String script = "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 2'>";
        StringBuilder refusal = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            refusal.append("550-5.7.1 ")
                    .append("\u001b[31;5m<b>&amp;\"'`")
                    .append("x".repeat(1_000))
                    .append("\r\n");
        }
        refusal.append("550 5.7.1 ").append(script);
        try (ScriptedPeer peer = new ScriptedPeer(
                "220 " + script + " \u001b]0;title\u0007\u001b[2J ESMTP",
                "250-" + script + "\r\n250 SIZE",
                "250 ok",
                refusal.toString(),
                "250 reset",
                "221 bye")) {
            Typed typed = Typed.run(
                    "run",
                    "127.0.0.1:" + peer.port(),
                    "-c",
                    "1",
                    "-n",
                    "20",
                    "-m",
                    "1",
                    "--warmup",
                    "0s",
                    "--pipelining",
                    "none",
                    "--timeout",
                    "2s",
                    "-q",
                    "--results",
                    results.toString());
            assertThat(typed.exit()).as(typed.err()).isNotZero();
        }
        JsonNode run = json(results.resolve("run.json"));
        assertThat(run.at("/totals/rejected").asLong()
                        + run.at("/totals/failed").asLong())
                .isPositive();
        browser().open(results.resolve("report.html"));
        assertHarmless();
        assertPhasesEqual(run);
        assertOutcomesEqual(run, "outcomes");
        browser().check(results.resolve("report.html"), 6, "failures");

        // And a file that somebody else wrote, with what no run of ours lets in.
        ObjectNode forged = (ObjectNode) run;
        ObjectNode outcome = (ObjectNode) forged.withArray("outcomes").get(0);
        outcome.put("sample", "</td></script>" + script + "\u001b[31m\u202e" + "y".repeat(64 << 10));
        forged.put("plan", script);
        forged.put("command", "</pre>" + script);
        forged.withObject("scenario").put("</script>" + script, script);
        forged.withObject("phases").set("</script>" + script, forged.at("/phases/session"));
        Files.writeString(results.resolve("run.json"), forged.toString());
        Typed again = Typed.run("report", results.toString(), "-q");
        assertThat(again.exit()).as(again.err()).isZero();
        browser().check(results.resolve("report.html"), 6, "forged");
        assertHarmless();
        assertThat((Long) browser()
                        .ask("return Math.max(...[...document.querySelectorAll('td')]"
                                + ".map((cell) => cell.textContent.length));"))
                .isBetween(4_000L, 4_100L);
    }

    /** No script but ours, no element that a server asked for, no control character. */
    private static void assertHarmless() {
        assertThat(
                        browser()
                                .list(
                                        "return [document.querySelectorAll('script').length,"
                                                + "document.querySelectorAll('main img, main script, main b').length,"
                                                + "window.harmed === undefined, /[\\u0000-\\u0008\\u000b-\\u001f\\u202e]/.test(document.body.innerText)];"))
                .containsExactly(8L, 0L, true, false);
        assertThat(browser().complaints()).isEmpty();
    }
}
