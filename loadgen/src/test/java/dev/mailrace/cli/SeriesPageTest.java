package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.sink.SinkServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                                + "[row.cells[0].textContent, row.cells[2].dataset.value, row.cells[5].dataset.value,"
                                + " row.cells[6].dataset.value, row.cells[8].dataset.value]);"))
                .containsExactlyElementsOf(expected)
                .hasSize(3);
        assertThat((Long) browser().ask("return document.querySelectorAll('.logins rect').length;"))
                .as("one round, two, three, and the client's share of each")
                .isEqualTo(1 + 2 + 3 + 3L);
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
        browser().check(results.resolve("report.html"), 1, "capacity");
        assertThat(browser().ask("return document.querySelector('h1').textContent;"))
                .isEqualTo(document.path("sentence").asText());
        List<Object> expected = new ArrayList<>();
        document.path("steps")
                .forEach(step -> expected.add(List.of(
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
        assertThat(browser().ask("return document.querySelector('h1').textContent;"))
                .isEqualTo(document.path("sentence").asText());
        List<Object> expected = new ArrayList<>();
        document.path("rows")
                .forEach(row -> expected.add(List.of(
                        row.path("metric").asText(),
                        row.path("base_median").asText(),
                        row.path("new_median").asText(),
                        row.path("low").asText(""))));
        assertThat(browser()
                        .list("return [...document.querySelectorAll('#metrics tbody tr')].map((row) =>"
                                + "[row.cells[0].textContent, row.cells[2].dataset.value, row.cells[3].dataset.value,"
                                + " row.cells[5].dataset.value]);"))
                .containsExactlyElementsOf(expected);
        assertThat((Long) browser().ask("return document.querySelectorAll('.pairs').length;"))
                .isGreaterThanOrEqualTo(2);
        assertThat(browser().ask("return document.querySelectorAll('.pairs:first-of-type circle.side-base').length;"))
                .as("a dot a run, and the legend's")
                .isEqualTo(document.at("/rows/0/n_base").asLong() + 1);
    }
}
