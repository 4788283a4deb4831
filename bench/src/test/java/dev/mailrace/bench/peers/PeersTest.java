package dev.mailrace.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailrace.bench.processes.Picture;
import dev.mailrace.bench.processes.Target;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What is measured, and what becomes of the values. */
class PeersTest {
    private static final Cell KEPT = new Cell(1_024, 100, true);
    private static final Cell ONE_EACH = new Cell(1_024, 1_000, false);
    private static final Matrix ALL =
            Matrix.of(List.of(1_024, 10_240), List.of(10, 100, 1_000), List.of(Contender.values()), false);

    @Test
    void everyCellComparesLikeWithLike() {
        for (boolean kept : List.of(true, false)) {
            assertThat(ALL.cells(Server.MAILRACE_SINK, kept))
                    .hasSize(6)
                    .allSatisfy(cell -> assertThat(ALL.trials())
                            .contains(
                                    new Trial(Server.MAILRACE_SINK, cell, Contender.SMTP_SOURCE),
                                    new Trial(Server.MAILRACE_SINK, cell, Contender.NONE)));
        }
    }

    @Test
    void onlyKeptConnectionsPipelineOverMessages() {
        assertThat(ALL.contenders(Server.MAILRACE_SINK, false))
                .containsExactly(Contender.SMTP_SOURCE, Contender.POSTAL, Contender.NONE);
    }

    @Test
    void postalIsLeftOutWhereItsThreadsAreTooMany() {
        assertThat(ALL.trials()).doesNotContain(new Trial(Server.MAILRACE_SINK, ONE_EACH, Contender.POSTAL));
    }

    @Test
    void theCrossCheckIsAgainstAServerThatIsNotOurs() {
        assertThat(ALL.cells(Server.SMTP_SINK, true)).containsExactly(KEPT);
        assertThat(ALL.contenders(Server.SMTP_SINK, true)).containsExactly(Contender.SMTP_SOURCE, Contender.NONE);
    }

    @Test
    void smtpSourcesContentIsAsLongAsOthersWithItsHeader() {
        assertThat(SmtpSource.command(KEPT, "127.0.0.1:25", 7))
                .containsSubsequence("-s", "100", "-m", "7", "-l", "883", "-d", "127.0.0.1:25");
        assertThat(SmtpSource.command(ONE_EACH, "127.0.0.1:25", 7)).doesNotContain("-d");
    }

    @Test
    void postalTakesItsPortBehindTheAddress() {
        assertThat(Postal.command(new Cell(10_240, 10, false), 2525, Path.of("users")))
                .containsSubsequence("-m", "10", "-M", "10", "-t", "10", "-c", "1", "[127.0.0.1]2525", "users");
    }

    @Test
    void aCountThatDiffersFromTheServersIsAFailure() throws IOException {
        Sample sample = new Sample(100, 1, 1, 150, 3, "valid");
        assertThat(Count.checked(sample, 150)).isEqualTo(sample);
        assertThat(Count.checked(sample, 153)).isEqualTo(sample);
        assertThat(Count.checked(sample, Target.UNCOUNTED)).isEqualTo(sample);
        assertThatThrownBy(() -> Count.checked(sample, 149))
                .hasMessage("150 messages sent, but the server counted 149");
        assertThatThrownBy(() -> Count.checked(sample, 154)).isInstanceOf(IOException.class);
    }

    @Test
    void theServerCountsForWhoDoesNot() throws IOException {
        Sample sample = new Sample(0, 1, 1, Sample.SERVER_COUNTS, 0, "");
        assertThat(Count.checked(sample, 1_000).microsPerMessage()).isEqualTo(1_000);
        assertThatThrownBy(() -> Count.checked(sample, 0)).isInstanceOf(IOException.class);
    }

    @Test
    void theTableShowsMedianRatioAndRange() {
        Results results = new Results();
        Trial peer = new Trial(Server.MAILRACE_SINK, KEPT, Contender.SMTP_SOURCE);
        Trial ours = new Trial(Server.MAILRACE_SINK, KEPT, Contender.NONE);
        for (int round = 1; round <= 3; round++) {
            results.add(Measurement.of(round, peer, sample(40 + round, ""), 0));
            results.add(Measurement.of(round, ours, sample(20 + round, round == 2 ? "invalid" : "valid"), 0));
        }
        results.failed("round 3, postal: it ended");
        assertThat(PeersTable.of(new Matrix(List.of(peer, ours)), results)).isEqualTo("""

                        ## Connections kept, against mailrace sink

                        | | 1 KiB, 100 connections |
                        |---|--:|
                        | smtp-source | **42.0** (41.0–43.0) |
                        | Mailrace, a round trip a command | **22.0**† ×0.52 (21.0–23.0) |

                        ## Failures

                        - round 3, postal: it ended
                        """);
    }

    @Test
    void thePictureHasAPanelASizeAndWayOfConnecting() throws IOException {
        assumeTrue(Picture.drawable(), "fonts");
        Results results = new Results();
        for (Trial trial : ALL.trials()) {
            int place = trial.contender().ordinal();
            double micros = 200.0 / (1 + place * place) * (trial.cell().kept() ? 0.5 : 1.5);
            results.add(Measurement.of(1, trial, sample(micros, ""), 0));
        }
        Path file = Path.of("target", "peers-test.png");
        PeersPlot.write(ALL, results, file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getHeight()).isLessThan(image.getWidth());
    }

    private static Sample sample(double micros, String verdict) {
        return new Sample(1_000_000, micros, 5, 1_000_000, 0, verdict);
    }
}
