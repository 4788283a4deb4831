package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.html.DocumentPage;
import dev.mailrace.report.CalibrationConclusion;
import dev.mailrace.report.CapacityConclusion;
import dev.mailrace.report.ComparisonConclusion;
import dev.mailrace.report.Conclusion;
import dev.mailrace.report.LoginConclusion;
import dev.mailrace.sink.SinkServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pages of commands that make several runs, opened in a browser that has no network. */
class SeriesPageTest extends BrowserTests {
    @Test
    void loginsByMechanism() throws IOException {
        Path results = results("logins");
        try (SinkServer sink = sink(4, 1)) {
            Path password = Files.writeString(folder.resolve("password"), "pass");
            Typed typed = Typed.run(
                    "auth",
                    target(sink),
                    "--auth-user",
                    "user",
                    "--auth-password-file",
                    password.toString(),
                    "--mechanisms",
                    "PLAIN,CRAM-MD5,SCRAM-SHA-256",
                    "-d",
                    "1s",
                    "--warmup",
                    "200ms",
                    "-c",
                    "4",
                    "--wrong",
                    "20%",
                    "--results",
                    results.toString());
            assertThat(typed.exit()).as(typed.err()).isIn(0, 97);
        }
        JsonNode document = json(results.resolve("auth.json"));
        browser().check(results.resolve("report.html"), 0, "auth");
        List<Object> expected = new ArrayList<>();
        for (JsonNode each : document.path("mechanisms")) {
            JsonNode phases = each.at("/run/phases");
            expected.add(List.of(
                    each.path("mechanism").asText(),
                    phases.at("/auth/service/p50_us").asText(),
                    phases.at("/auth_client/service/p50_us").asText(),
                    each.at("/run/totals/rejected").asText(),
                    phases.at("/auth/failed/p99_us").asText()));
        }
        assertThat(browser()
                        .list("return [...document.querySelectorAll('#logins tbody tr')].map((row) =>"
                                + "[row.cells[0].textContent, row.cells[1].dataset.value, row.cells[2].dataset.value,"
                                + " row.cells[7].dataset.value, row.cells[9].dataset.value]);"))
                .containsExactlyElementsOf(expected)
                .hasSize(3);
        assertThat((Long) browser().ask("return document.querySelectorAll('.bar rect').length;"))
                .as("one round, two, three, and the client's share of each")
                .isEqualTo(1 + 2 + 3 + 3L);
        assertThat(
                        browser()
                                .list(
                                        "return [...document.querySelectorAll('.bars .legend li')].map((li) => li.lastChild.data.trim());"))
                .containsExactly("server, round 1", "server, round 2", "server, round 3", "client: its own work");
        Conclusion conclusion = LoginConclusion.of(document);
        assertThat(conclusion.why()).as("SCRAM's count is the server's").contains("4,096 iterations");
        assertHead(conclusion);
        assertThat(coloursOf("'.bars .legend rect'")).doesNotHaveDuplicates();
    }

    @Test
    void aSearchForACapacity() throws IOException {
        Path results = results("capacity");
        try (SinkServer sink = sink(2, 5)) {
            Typed typed = Typed.undisturbed(
                    "capacity",
                    target(sink),
                    "-d",
                    "400ms",
                    "--warmup",
                    "100ms",
                    "--precision",
                    "20%",
                    "--slo",
                    "p50(transaction) < 100ms",
                    "--results",
                    results.toString());
            assertThat(typed.exit()).as(typed.err()).isZero();
        }
        JsonNode document = json(results.resolve("capacity.json"));
        browser().check(results.resolve("report.html"), 2, "capacity");
        assertHead(CapacityConclusion.of(document));
        assertThat(legend("curve")).startsWith("messages/s", "p50", "p99");
        assertThat(browser().ask("return JSON.parse(document.getElementById('data').textContent).curve.thresholds;"))
                .as("drawn at its limit; its values are the curve's own")
                .isEqualTo(List.of(Map.of("slo", "p50(transaction) < 100ms", "limit", 100_000L)));
        assertThat(legend("plateau")).startsWith("messages/s", "asked", "accepted");
        List<Object> expected = new ArrayList<>();
        List<JsonNode> steps = new ArrayList<>();
        document.path("steps").forEach(steps::add);
        document.path("compliance").forEach(row -> {
            if (row.path("share").asDouble() != 1) {
                steps.add(row);
            }
        });
        steps.forEach(step -> expected.add(List.of(
                step.path("load").asText(),
                step.at("/run/totals/accepted_per_second").asText(),
                step.at("/run/phases/transaction/response/p99_us").asText(),
                step.path("finding").asText())));
        assertThat(browser()
                        .list("return [...document.querySelectorAll('#steps tbody tr')].map((row) =>"
                                + "[row.cells[1].dataset.value, row.cells[2].dataset.value, row.cells[4].dataset.value,"
                                + " row.cells[5].textContent]);"))
                .containsExactlyElementsOf(expected);
        Path overlay = folder.resolve("steps.html");
        Typed laid = Typed.run(
                "report",
                results.resolve("step-01").toString(),
                results.resolve("step-02").toString(),
                "-o",
                "html=" + overlay);
        assertThat(laid.exit()).as(laid.err()).isZero();
        browser().check(overlay, 4, "overlay");
    }

    @Test
    void twoServersInTurns() throws IOException {
        Path results = results("ab");
        try (SinkServer a = sink(8, 5);
                SinkServer b = sink(8, 20)) {
            Typed typed = Typed.undisturbed(
                    "ab",
                    target(a),
                    target(b),
                    "-c",
                    "8",
                    "-d",
                    "400ms",
                    "--warmup",
                    "100ms",
                    "--pairs",
                    "5",
                    "--no-control",
                    "--results",
                    results.toString());
            assertThat(typed.exit()).as(typed.err()).isIn(ExitCode.OK.number(), ExitCode.REGRESSION.number());
        }
        JsonNode document = json(results.resolve("comparison.json"));
        browser().check(results.resolve("report.html"), 0, "ab");
        assertHead(ComparisonConclusion.of(document));
        List<Object> expected = new ArrayList<>();
        document.path("rows")
                .forEach(row -> expected.add(List.of(
                        row.path("metric").asText(),
                        row.path("base_median").asText(),
                        row.path("new_median").asText(),
                        row.path("low").asText(""))));
        assertThat(browser()
                        .list(
                                "return [...document.querySelectorAll('#metrics tbody tr, #others tbody tr')].map((row) =>"
                                        + "[row.cells[0].textContent, row.cells[4].dataset.value, row.cells[5].dataset.value,"
                                        + " row.cells[2].dataset.value]);"))
                .containsExactlyElementsOf(expected);
        assertThat((Long) browser().ask("return document.querySelectorAll('.pairs').length;"))
                .isGreaterThanOrEqualTo(2);
        assertThat(browser()
                        .ask("return document.querySelector('.pairs').querySelectorAll('circle.side-base').length;"))
                .as("a dot a run")
                .isEqualTo(document.at("/rows/0/n_base").asLong());
    }

    /** What a busy machine makes of it is for {@link CalibrationConclusion} to say; the page says that first. */
    @Test
    void whatTheGeneratorCanDo() throws IOException {
        Path page = folder.resolve("calibration.html");
        Path json = folder.resolve("calibration.json");
        Typed typed = Typed.run(
                "calibrate", "-c", "4", "-d", "500ms", "--warmup", "500ms", "-o", "html=" + page, "-o", "json=" + json);
        assertThat(typed.exit()).as(typed.err()).isIn(0, 97);
        browser().check(page, 0, "calibrate");
        Conclusion conclusion = CalibrationConclusion.of(json(json));
        assertThat(conclusion.heading()).startsWith(typed.exit() == 0 ? "VALID: " : "INVALID: ");
        assertThat(typed.out().replaceAll("\\s+", " ")).startsWith(conclusion.heading());
        assertTop(conclusion);
        PageChecks.assertReadable(browser());
        PageChecks.assertFitsAPhone(browser());
    }

    /** What is not known is neither good nor bad: it has a word and a colour of its own, in the heading and in the rows. */
    @Test
    void inconclusiveIsNotGreen() throws IOException {
        Map<String, Object> colours = new LinkedHashMap<>();
        for (String verdict : List.of("regressed", "inconclusive", "no change")) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.put("kind", "comparison").put("verdict", verdict).put("sentence", "Word: so it is.");
            ObjectNode row = document.putArray("rows").addObject();
            row.put("metric", "accepted/s")
                    .put("unit", "/s")
                    .put("scale", "ratio")
                    .put("verdict", verdict);
            row.put("estimate", 0.9).put("low", 0.2).put("high", 1.3).put("min_effect", 0.05);
            row.putArray("base_values").add(100).add(101);
            row.putArray("new_values").add(90).add(91);
            Path page = Files.write(folder.resolve("verdict.html"), DocumentPage.of(document));
            browser().check(page, 0, "verdict");
            assertHead(ComparisonConclusion.of(document));
            List<Object> both = browser()
                    .list("return [document.querySelector('h1'), document.querySelector('#metrics td:nth-child(4)'),"
                            + "document.querySelector('.pairs figcaption span')]"
                            + ".map((e) => e.textContent.slice(0, 4).toLowerCase() + getComputedStyle(e).color);");
            assertThat(both).as("heading, row and drawing").containsOnly(both.get(0));
            colours.put(verdict, browser().ask("return getComputedStyle(document.querySelector('h1')).color;"));
        }
        assertThat(colours.values()).doesNotHaveDuplicates();
    }

    private static void assertHead(Conclusion conclusion) {
        assertTop(conclusion);
        PageChecks.assertReadable(browser());
        PageChecks.assertFiguresSpeak(browser());
        PageChecks.assertColoursApart(browser());
        PageChecks.assertFitsAPhone(browser());
    }

    /** The verdict in the first heading, in words and its colour, and why right below it. */
    private static void assertTop(Conclusion conclusion) {
        assertThat(
                        browser()
                                .list(
                                        "const h1 = document.querySelector('main').firstElementChild;"
                                                + "return [h1.tagName, h1.textContent, h1.className, h1.nextElementSibling.textContent];"))
                .containsExactly(
                        "H1",
                        conclusion.heading(),
                        "verdict " + conclusion.tone().label(),
                        conclusion.why());
    }

    private static List<Object> legend(String plot) {
        return browser()
                .list("return [...document.querySelectorAll('figure[data-plot=" + plot
                        + "] .u-label')].map((label) => label.textContent);");
    }

    private static List<Object> coloursOf(String selector) {
        return browser()
                .list("return [...document.querySelectorAll(" + selector + ")].map((e) => getComputedStyle(e).fill);");
    }
}
