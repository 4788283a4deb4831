package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.report.RunSchemaTest;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTrait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose deliveries are followed, from the command line to the files; the receiver is the server as well. */
class DeliveryCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FORMATS = List.of("json", "csv", "hlog", "markdown", "prometheus");

    @TempDir
    Path folder = Path.of("");

    /** Without a port, which others may want. */
    private String place() {
        return "lmtp+unix:" + folder.resolve("s");
    }

    private Typed run(String... more) {
        List<String> typed = new ArrayList<>(List.of("run", place(), "--deliveries", place(), "-c", "4"));
        typed.addAll(List.of(more));
        return Typed.run(typed.toArray(String[]::new));
    }

    @Test
    void theBooksOfDeliveriesStandInEveryOutputAndComeBack() throws IOException {
        Path now = Files.createDirectories(folder.resolve("now"));
        Path later = Files.createDirectories(folder.resolve("later"));
        Path results = folder.resolve("run");
        List<String> outputs = new ArrayList<>(List.of(
                "-n",
                "300",
                "-r",
                "2",
                "--slo",
                "lost = 0",
                "--slo",
                "in_server < 100000",
                "--slo",
                "p99(end_to_end) < 60s",
                "--results",
                results.toString()));
        FORMATS.forEach(format -> outputs.addAll(List.of("-o", format + "=" + now.resolve(format))));
        Typed run = run(outputs.toArray(String[]::new));
        assertThat(run.exit()).as(run.err()).isIn(0, 97);
        assertThat(run.out())
                .contains("deliveries: 600 expected = 600 delivered + 0 duplicate")
                .contains("end_to_end");

        JsonNode document = JSON.readTree(results.resolve("run.json").toFile());
        assertThat(RunSchemaTest.complaints(document)).isEmpty();
        assertThat(document.at("/deliveries/delivered").asLong()).isEqualTo(600);
        assertThat(document.at("/scenario/deliveries/check").asText()).isEqualTo("body");
        assertThat(document.at("/phases/delivery/service/count").asLong()).isEqualTo(600);
        assertThat(document.at("/verdicts").findValuesAsText("passed")).containsOnly("true");
        assertThat(Files.readString(now.resolve("csv")).lines().findFirst().orElse(""))
                .endsWith("deliveries_ended,in_server");
        assertThat(Files.readString(now.resolve("markdown"))).contains("600 expected = 600 delivered");
        assertThat(Files.readString(now.resolve("prometheus"))).contains("mailrace_deliveries{count=\"delivered\"");
        assertThat(Files.readString(results.resolve("report.html")))
                .contains("data-plot=\"in-server\"")
                .contains("data-delivery=\"lost\"")
                .contains("\"in_server\":[");

        List<String> again = new ArrayList<>(List.of("report", results.toString()));
        FORMATS.forEach(format -> again.addAll(List.of("-o", format + "=" + later.resolve(format))));
        assertThat(Typed.run(again.toArray(String[]::new)).exit()).isZero();
        for (String format : FORMATS) {
            assertThat(Files.readString(later.resolve(format)))
                    .as(format)
                    .isEqualTo(Files.readString(now.resolve(format)));
        }
    }

    /** It is known of each recipient whether the server took it: of 40 messages, 20 are for one and 20 for two. */
    @Test
    void onlyRecipientsThatWereTakenAreExpected() throws IOException {
        Path sink = folder.resolve("t");
        Path list = Files.writeString(
                folder.resolve("to.csv"), "a@example.test\nrefused.b@example.test\nc@example.test\nd@example.test\n");
        SinkBehaviour behaviour = SinkBehaviour.PLAIN
                .with(SinkTrait.LMTP, SinkTrait.REFUSING_NAMES)
                .withUnix(sink);
        try (SinkServer server = SinkServer.start(SinkSettings.defaults().withBehaviour(behaviour))) {
            assertThat(server.messagesSoFar()).isZero();
            Typed run = Typed.run(
                    "run",
                    "lmtp+unix:" + sink,
                    "--deliveries",
                    place(),
                    "-n",
                    "40",
                    "-r",
                    "2",
                    "-t",
                    "@" + list,
                    "--deliveries-wait",
                    "0s",
                    "--no-results",
                    "-o",
                    "json=-");
            JsonNode deliveries = JSON.readTree(run.out()).at("/deliveries");
            assertThat(deliveries.path("expected").asLong()).isEqualTo(60);
            assertThat(deliveries.path("lost").asLong()).isEqualTo(60);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stamp", "none"})
    void lessThanTheContentWillDo(String check) {
        Typed run = run("-n", "50", "--deliveries-check", check, "--no-results");
        assertThat(run.exit()).as(run.err()).isIn(0, 97);
        assertThat(run.out()).contains("50 expected = 50 delivered");
    }

    @Test
    void whatIsMissingBreaksItsThreshold() {
        Typed run = Typed.run(
                "run",
                "--deliveries",
                place(),
                "-n",
                "20",
                "-c",
                "2",
                "--deliveries-wait",
                "0s",
                "--slo",
                "lost = 0",
                "--no-results");
        assertThat(run.exit()).as(run.out()).isIn(97, 99);
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("20 expected = 0 delivered")
                .contains("20 lost")
                .contains("lost = 0");
    }

    /** What a run that was killed knew: what was in the server then may still come. */
    @Test
    void aRunThatWasKilledHasBooksThatBalance() throws Exception {
        Path results = folder.resolve("run");
        Path log = results.resolve("intervals.hlog");
        try (Spawned run = Spawned.start(
                folder,
                "run",
                "--deliveries",
                place(),
                "-c",
                "2",
                "-R",
                "200/s",
                "-d",
                "60s",
                "--warmup",
                "0s",
                "--results",
                results.toString())) {
            run.await(() -> Files.exists(log) && read(log).contains("\"expected\":"));
            run.signal("KILL");
            run.awaitExit();
        }
        Typed report = Typed.run("report", results.toString(), "-o", "json=-");
        JsonNode killed = JSON.readTree(report.out());
        assertThat(killed.path("ending").asText()).isEqualTo("killed");
        assertThat(killed.path("books_balanced").asBoolean()).isTrue();
        assertThat(killed.at("/deliveries/pending").asLong())
                .isPositive()
                .isEqualTo(killed.at("/deliveries/expected").asLong());
        assertThat(killed.at("/deliveries/lost").asLong()).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--deliveries ftp://x:1 | deliveries: ftp://x:1 (expected: smtp://127.0.0.1:2600",
                "--deliveries smtp://127.0.0.1:70000 | deliveries: smtp://127.0.0.1:70000",
                "--deliveries lmtp+unix:relative | (expected: lmtp+unix:/path/of/the/socket)",
                "--deliveries imaps://127.0.0.1 | imaps://127.0.0.1 (expected: --deliveries-credentials too",
                "--deliveries smtp://127.0.0.1:0 --deliveries-credentials /dev/null | with imaps:// or pop3s://",
                "--deliveries smtp://127.0.0.1:0 --deliveries-cacert /dev/null | with imaps:// or pop3s://",
                "--deliveries-wait 5s | deliveries-wait: 5s (expected: with --deliveries)",
                "--receiver-fault 4xx | receiver-fault: 4xx (expected: with --deliveries)",
                "--deliveries smtp://127.0.0.1:0 --receiver-workers 3 | with --receiver-service-time",
                "--deliveries smtp://127.0.0.1:0 --deliveries-check nose | one of none, stamp, body",
                "--deliveries smtp://127.0.0.1:0 --receiver-fault 9xx | receiver-fault",
                "--slo lost=0 | lost = 0: of deliveries, which nobody follows (expected: --deliveries too)",
                "--deliveries smtp://127.0.0.1:0 --deliveries-check stamp --slo altered=0 | altered = 0: not looked for with --deliveries-check stamp",
                "--deliveries smtp://127.0.0.1:0 --deliveries-check none --slo misdirected=0 | (expected: --deliveries-check stamp or body)",
                "--slo lost(rcpt)=0 | lost without brackets",
                "--deliveries smtp://127.0.0.1:0 --no-mail --step noop | no mail is sent (expected: a run that sends mail)",
                "--deliveries smtp://127.0.0.1:0 -r 3 -t one@example.test | 3 recipients a message, and only 1 differs"
            })
    void whatIsWrongCostsOneLine(String arguments, String complaint) {
        List<String> typed = new ArrayList<>(List.of("run", "-n", "1", "--no-results"));
        typed.addAll(List.of(arguments.split(" ", -1)));
        Typed run = Typed.run(typed.toArray(String[]::new));
        assertThat(run.exit()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines().toList()).hasSize(1);
        assertThat(run.err()).contains(complaint);
    }
}
