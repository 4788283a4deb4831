package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.net.Transport;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenarios that are run: what arrives is what they ask for, and what was planned. */
@Tag("jdk")
class ScenarioRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD_FILE = "src/test/resources/scenarios/password";
    private static final SinkSettings SINK = SinkSettings.defaults().withTransport(Transport.NIO);

    private final Path folder;

    ScenarioRunTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void sevenTenthsSubmitWithAPasswordOverTlsAndTheRestComesInWithout() throws IOException {
        try (SinkServer submission = SinkServer.start(SINK.withTls(SinkTls.of(SinkTls.Mode.REQUIRED))
                        .withLogins(SINK.logins().withRequired(true)));
                SinkServer inbound = SinkServer.start(SINK)) {
            Path file = Files.writeString(folder.resolve("mix.yaml"), """
                    target: smtp+starttls://127.0.0.1:%d
                    messages: 600
                    connections: 20
                    messages-per-connection: 3
                    sessions:
                      - name: submission
                        weight: 70
                        insecure: true
                        auth: SCRAM-SHA-256
                        auth-user: user
                        auth-password-file: %s
                      - name: inbound
                        weight: 30
                        target: smtp://127.0.0.1:%d
                    """.formatted(
                            submission.address().getPort(),
                            PASSWORD_FILE,
                            inbound.address().getPort()));
            Typed result =
                    Typed.run("run", "-s", file.toString(), "--transport", "nio", "--no-results", "-o", "json=-");
            JsonNode run = JSON.readTree(result.out());
            assertThat(run.at("/totals/accepted").asLong()).as(result.err()).isEqualTo(600);
            long submitted = run.at("/kinds/0/accepted").asLong();
            assertThat(run.at("/kinds/0/name").asText()).isEqualTo("submission");
            assertThat(run.at("/kinds/1/accepted").asLong()).isEqualTo(600 - submitted);
            assertThat(submission.stop().totals().messages()).isEqualTo(submitted);
            assertThat(inbound.stop().totals().messages()).isEqualTo(600 - submitted);
            // Sessions are dealt 70 to 30; those at the end are cut short by the count.
            assertThat((double) submitted).isCloseTo(420, Offset.offset(45.0));
            assertThat(submission.stop().totals().logins().accepted()).isPositive();
            assertThat(inbound.stop().totals().logins().accepted()).isZero();
            assertThat(run.at("/scenario/sessions/submission/weight").asDouble())
                    .isEqualTo(70);
            assertThat(result.err())
                    .contains("submission, 70.0 % of sessions, had ", "inbound, 30.0 % of sessions, had ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate: 400/m\nduration: 700ms\nwarmup: 300ms",
                "rate: 100/s\nduration: 500ms\nwarmup: 200ms\npoisson: true\nseed: 9",
                "stages: [300ms:50/s, 300ms:50/s-100/s, 200ms:0/s]\nwarmup: 100ms",
                "rate: 100/s\nramp: 500ms\nduration: 1s\nwarmup: 0s",
                "rate: 200/s\nmessages: 33\nwarmup: 100ms",
                "rate: 20/s\nduration: 300ms\nwarmup: 0s\nno-mail: true\nstep: noop",
                "messages: 41\nconnections: 7"
            })
    void whatIsPlannedIsSent(String scenario) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.yaml"), scenario + "\n");
        long[] planned = volume(Typed.run("run", "-s", file.toString(), "--transport", "nio", "--dry-run")
                .out());
        Typed result = Typed.run("run", "-s", file.toString(), "--transport", "nio", "--no-results", "-o", "json=-");
        JsonNode run = JSON.readTree(result.out());
        long warmup = run.at("/warmup_totals/arrivals").asLong();
        assertThat(run.at("/totals/arrivals").asLong() + warmup).isEqualTo(planned[0]);
        assertThat(warmup).isEqualTo(planned[1]);
    }

    /** All arrivals, and those of the warm-up. */
    private static long[] volume(String plan) {
        Matcher volume = Pattern.compile("volume: ([0-9,]+) [a-z ]+(?:, ([0-9,]+) of them)?")
                .matcher(plan);
        assertThat(volume.find()).as(plan).isTrue();
        return Stream.of(volume.group(1), volume.group(2) == null ? "0" : volume.group(2))
                .mapToLong(number -> Long.parseLong(number.replace(",", "")))
                .toArray();
    }

    @Test
    void aKindWithStepsMakesARunOfSteps() throws IOException {
        Path file = Files.writeString(folder.resolve("steps.yaml"), """
                messages: 8
                connections: 4
                no-mail: true
                sessions:
                  - {name: idle, weight: 1, step: noop}
                  - {name: busy, weight: 1, step: ['vrfy=user%d', rset]}
                """);
        Typed result = Typed.run("run", "-s", file.toString(), "--transport", "nio", "--no-results", "-o", "json=-");
        JsonNode run = JSON.readTree(result.out());
        assertThat(run.at("/scenario/work").asText()).as(result.err()).isEqualTo("steps");
        assertThat(run.at("/phases/noop/service/count").asLong()).isPositive();
        assertThat(run.at("/phases/vrfy/service/count").asLong()).isPositive();
    }

    @Test
    void whatAServerDoesNotOfferIsToldAtTheKindThatWantsIt() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", "250 hi", "221 bye")) {
            Path file = Files.writeString(folder.resolve("mix.yaml"), """
                    messages: 8
                    connections: 4
                    sessions:
                      - {name: plain, weight: 1}
                      - name: chunks
                        weight: 1
                        target: 127.0.0.1:%d
                        chunking: true
                    """.formatted(peer.port()));
            Typed result = Typed.run("run", "-s", file.toString(), "--transport", "nio", "--no-results");
            assertThat(result.complaint())
                    .isEqualTo("mailrace: " + file + ":8:15: chunking: smtp://127.0.0.1:" + peer.port()
                            + " does not offer CHUNKING (expected: a server that does, or without this option)");
            assertThat(result.exit()).isEqualTo(2);
        }
    }
}
