package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.options.SinkServiceOptions;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTls;
import dev.mailrace.sink.SinkTrait;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs against a sink of a known capacity, and what the sink says of it. */
class SinkServiceTest {
    private static final int MESSAGES = 80;
    private static final Duration TIME = Duration.ofMillis(5);

    /** Whichever way messages come: all are taken, and never more at a time than there are workers. */
    @ParameterizedTest
    @CsvSource({
        "smtp, NONE, --pipelining session",
        "smtp+starttls, STARTTLS, --pipelining session -k",
        "smtps, IMPLICIT, --pipelining none -k",
        "smtp, NONE, --chunking --window 4",
        "smtps, IMPLICIT, --chunking --window 4 -k",
        "lmtp, NONE, --pipelining session -r 3"
    })
    void twoWorkersOfFiveMillisecondsTakeNoMoreThanFourHundredMessagesASecond(
            String scheme, SinkTls.Mode security, String options) throws IOException {
        SinkSettings settings = SinkSettings.defaults()
                .withThreads(2)
                .withTls(SinkTls.of(security))
                .withService(SinkService.messages(2, TIME))
                .withBehaviour(scheme.equals("lmtp") ? SinkBehaviour.PLAIN.with(SinkTrait.LMTP) : SinkBehaviour.PLAIN);
        try (SinkServer sink = SinkServer.start(settings)) {
            List<String> typed = new ArrayList<>(List.of("run", scheme + "://127.0.0.1:" + port(sink)));
            typed.addAll(List.of("-n", "" + MESSAGES, "-c", "8", "--warmup", "0s", "--no-results", "-o", "json=-"));
            typed.addAll(List.of(options.split(" ")));
            long startNanos = System.nanoTime();
            Typed result = Typed.run(typed.toArray(String[]::new));
            long tookNanos = System.nanoTime() - startNanos;
            JsonNode run = RealServers.read(result);
            assertThat(run.at("/totals/accepted").asInt()).as(result.err()).isEqualTo(MESSAGES);
            assertThat(sink.stop().totals().messages()).isEqualTo(MESSAGES);
            assertThat(tookNanos)
                    .as("what the workers need, whatever else happens")
                    .isGreaterThanOrEqualTo(MESSAGES / 2 * TIME.toNanos());
        }
    }

    private static int port(SinkServer sink) {
        return sink.address().getPort();
    }

    @Test
    void theStartLineSaysWhatTheSinkCanTake() {
        Duration twoMs = Duration.ofMillis(2);
        assertThat(SinkServiceOptions.words(SinkService.messages(4, twoMs)))
                .isEqualTo("takes 2 ms a message by 4 workers: at most 2,000 messages/s");
        assertThat(SinkServiceOptions.words(SinkService.messages(1, twoMs).withLoginTime(Duration.ofMillis(150))))
                .isEqualTo(
                        "takes 2 ms a message and 150 ms a login by 1 worker: at most 500 messages/s or 6.67 logins/s");
        assertThat(SinkServiceOptions.words(SinkService.messages(SinkService.UNLIMITED, Duration.ofNanos(2_500_000))))
                .isEqualTo("takes 2.5 ms a message, without a limit of workers");
        assertThat(SinkServiceOptions.words(SinkService.NONE
                        .withWorkers(3)
                        .withLoginTime(twoMs)
                        .withSpread(SinkService.Spread.EXPONENTIAL)))
                .isEqualTo("takes 2 ms a login, exponential, by 3 workers: at most 1,500 logins/s");
    }
}
