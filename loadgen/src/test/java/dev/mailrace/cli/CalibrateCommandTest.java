package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.experiment.Calibration;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What the generator finds out about itself, and what later runs say of it. */
class CalibrateCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aCalibrationIsKeptAndLaterRunsSayWhatShareOfItTheyAskFor() throws IOException {
        Typed result = Typed.undisturbed("calibrate", "-c", "8", "-l", "3k", "-d", "500ms", "--warmup", "500ms");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).contains("accepted/s").contains("latency p99").contains("saved for later runs: ");
        assertThat(Calibration.cache()).as("tests keep theirs apart").asString().contains("target");

        Typed run = Typed.run(
                "run", "-R", "20/s", "-l", "3k", "-d", "200ms", "--warmup", "0s", "-o", "json=-", "--no-results");
        assertThat(run.err()).containsPattern("generator: you ask for [0-9]+ % of what this machine can generate");
        JsonNode environment = JSON.readTree(run.out()).at("/environment");
        assertThat(environment.at("/calibrated_accepted_per_second").asDouble()).isPositive();
        assertThat(environment.at("/calibrated_latency_p99_us").asDouble()).isPositive();

        Typed more = Typed.run("run", "-R", "900k/s", "-l", "3k", "-n", "10", "--no-results", "--warmup", "0s");
        assertThat(more.out()).contains("WARNING: you ask for ");
    }

    @Test
    void whatWasCalibratedForOtherMailIsNotTakenForThis() {
        Typed run = Typed.run("run", "-n", "10", "-c", "2", "-l", "1234", "--no-results");
        assertThat(run.out()).doesNotContain("this machine can");
    }

    @Test
    void aRunCanCalibrateFirst() {
        Typed run = Typed.until(
                typed -> !typed.err().contains("the limit of this machine is unknown"),
                "run",
                "-n",
                "50",
                "-c",
                "2",
                "-l",
                "2345",
                "--no-results",
                "--calibrate");
        assertThat(run.err()).contains("calibrating for 6 s");
        assertThat(run.out())
                .contains("generator: this machine can do ")
                .containsPattern("at [0-9.]+ % of its own limit");
    }

    @Test
    void aBrokenCacheIsAsGoodAsNone() throws IOException {
        Files.createDirectories(Calibration.cache().getParent());
        Files.writeString(Calibration.cache(), "{ broken");
        Typed run = Typed.run("run", "-n", "10", "-c", "2", "--no-results");
        assertThat(run.exit()).as(run.err()).isIn(0, 97);
        Files.delete(Calibration.cache());
    }

    @Test
    void aRateIsRefused() {
        assertThat(Typed.run("calibrate", "-R", "5/s").complaint()).contains("rate: given to calibrate");
    }
}
