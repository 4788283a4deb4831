package dev.mailrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** What tests of pages share: a browser a class, sinks of a known speed, a folder. */
@Tag("browser")
abstract class BrowserTests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Browser.Shared BROWSER = new Browser.Shared();

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void startBrowser() {
        BROWSER.start();
    }

    @AfterAll
    static void endBrowser() {
        BROWSER.close();
    }

    static Browser browser() {
        return BROWSER.get();
    }

    static SinkServer sink(int workers, int millis) {
        return SinkServer.start(SinkSettings.defaults()
                .withService(new SinkService(
                        workers, Duration.ofMillis(millis), Duration.ofMillis(1), SinkService.Spread.FIXED)));
    }

    static String target(SinkServer sink) {
        return "127.0.0.1:" + sink.address().getPort();
    }

    Path results(String name) {
        return folder.resolve(name);
    }

    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(Files.readAllBytes(file));
    }
}
