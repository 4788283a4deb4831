package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.delivery.FaultyRelay;
import dev.mailrace.delivery.FaultyRelay.Deed;
import dev.mailrace.delivery.HoldingRelay;
import dev.mailrace.report.RunSchemaTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A receiver in a process of its own, a run that goes through a server to it, and what a report makes of both. */
@Timeout(180)
class ReceiveCommandTest {
    private static final int MESSAGES = 300;

    @TempDir
    Path folder = Path.of("");

    private Spawned receiver(String file) throws IOException {
        return Spawned.start(folder, "receive", "--port", "0", "--file", file);
    }

    private Path run(InetSocketAddress server, String... more) {
        Path results = folder.resolve("run");
        List<String> typed = new ArrayList<>(List.of("run", "127.0.0.1:" + server.getPort(), "-c", "4"));
        typed.addAll(List.of("--warmup", "0s", "--keep-accepted", "--results", results.toString()));
        typed.addAll(List.of(more));
        Typed run = Typed.run(typed.toArray(String[]::new));
        assertThat(run.exit()).as(run.err()).isIn(0, 97);
        return results;
    }

    private static Typed report(Path run, String... more) {
        List<String> typed = new ArrayList<>(List.of("report", run.toString(), "--deliveries-wait", "0s"));
        typed.addAll(List.of(more));
        return Typed.run(typed.toArray(String[]::new));
    }

    private static JsonNode counts(Path run, Path... files) throws IOException {
        List<String> more = new ArrayList<>(List.of("-o", "json=-", "--deliveries"));
        List.of(files).forEach(file -> more.add(file.toString()));
        Typed report = report(run, more.toArray(String[]::new));
        assertThat(report.exit()).as(report.err()).isZero();
        JsonNode document = RealServers.read(report);
        assertThat(RunSchemaTest.complaints(document)).isEmpty();
        assertThat(document.path("books_balanced").asBoolean()).isTrue();
        return document.path("deliveries");
    }

    private static void stop(Spawned receiver) throws IOException, InterruptedException {
        receiver.signal("TERM");
        assertThat(receiver.awaitExit()).as(receiver.output()).isZero();
    }

    @Test
    void eachDeedOfAServerIsFoundAfterwards() throws IOException, InterruptedException {
        Path file = folder.resolve("deliveries.log");
        try (Spawned receiver = receiver(file.toString())) {
            FaultyRelay relay = new FaultyRelay(
                    5, new InetSocketAddress(InetAddress.getLoopbackAddress(), SignalTest.port(receiver)));
            Path run;
            try (relay) { // At its end it has sent on all that it took.
                run = run(relay.address(), "-n", "" + MESSAGES);
            }
            assertThat(relay.failure()).isEmpty();
            stop(receiver);
            assertThat(receiver.output()).contains(" of 1 run (");

            JsonNode counts = counts(run, file);
            String remarks = counts.path("remarks").toString();
            assertThat(counts.path("expected").asLong()).isEqualTo(MESSAGES);
            assertThat(counts.path("altered").asLong()).as(remarks).isEqualTo(relay.count(Deed.ALTER));
            assertThat(counts.path("duplicate").asLong()).as(remarks).isEqualTo(relay.count(Deed.TWICE));
            assertThat(counts.path("misdirected").asLong()).as(remarks).isEqualTo(relay.count(Deed.MISDIRECT));
            assertThat(counts.path("bounced").asLong()).as(remarks).isEqualTo(relay.count(Deed.BOUNCE));
            assertThat(counts.path("lost").asLong()).as(remarks).isEqualTo(relay.count(Deed.LOSE));
            assertThat(counts.path("foreign").asLong()).isZero();
            assertThat(remarks).contains("5.1.1");

            Typed shown = report(run, "--deliveries", file.toString());
            assertThat(shown.exit()).as(shown.err()).isZero();
            assertThat(shown.out())
                    .contains("deliveries: 300 expected = ")
                    .contains("end_to_end")
                    .contains("one machine, one clock: no offset");
            assertThat(Files.readString(run.resolve("report.html")))
                    .contains("data-plot=\"in-server\"")
                    .contains("data-delivery=\"lost\"")
                    .contains("Seen by a receiver of its own; one machine, one clock: no offset.");
        }
    }

    /** The first one is killed between two messages; the server sends the last again, as it may not have heard its reply. */
    @Test
    void twoReceiversOneAfterTheOtherAreOne() throws IOException, InterruptedException {
        Path first = folder.resolve("first.log");
        Path second = folder.resolve("second.log");
        try (HoldingRelay relay = new HoldingRelay()) {
            Path run;
            try (Spawned receiver = receiver("first.log")) {
                int port = SignalTest.port(receiver);
                run = run(relay.address(), "-n", "100", "-r", "2");
                relay.sendOn(0, 50, port);
                receiver.await(() -> arrivals(first) == 100);
                receiver.signal("KILL");
                receiver.awaitExit();
            }
            JsonNode half = counts(run, first);
            assertThat(half.path("delivered").asLong()).isEqualTo(100);
            assertThat(half.path("lost").asLong() + half.path("pending").asLong())
                    .isEqualTo(100);
            try (Spawned receiver = receiver("second.log")) {
                relay.sendOn(49, 100, SignalTest.port(receiver));
                stop(receiver);
            }
            JsonNode whole = counts(run, first, second);
            assertThat(whole.path("expected").asLong()).isEqualTo(200);
            assertThat(whole.path("delivered").asLong()).isEqualTo(198);
            assertThat(whole.path("duplicate").asLong()).isEqualTo(2);
            assertThat(whole.path("lost").asLong() + whole.path("pending").asLong())
                    .isZero();
        }
    }

    private static long arrivals(Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .filter(line -> line.startsWith("got"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It ends by itself, and says where it looked. */
    @Test
    void aReceiverEndsWhenItsTimeIsOver() throws IOException {
        Path file = folder.resolve("d.log");
        Path maildir = Files.createDirectories(folder.resolve("box/new")).getParent();
        Typed receive =
                Typed.run("receive", "maildir:" + maildir, "--port", "0", "-d", "50ms", "--file", file.toString());
        assertThat(receive.exit()).as(receive.err()).isZero();
        assertThat(receive.out())
                .contains("receive: listening on 127.0.0.1:")
                .contains("; at maildir:" + maildir)
                .contains("receive: 0 arrivals of 0 runs: " + file);
        assertThat(Files.readString(file))
                .startsWith("mailrace-deliveries\t1\n")
                .contains("\nend\t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "receive | receive: nowhere to find messages (expected: --port or WHERE",
                "receive --port 70000 | port: 70000 (expected: 0 to 65535)",
                "receive --bind 127.0.0.1 | bind: 127.0.0.1, and no port (expected: with --port)",
                "receive ftp://x | deliveries: ftp://x (expected: smtp://127.0.0.1:2600",
                "receive --port 0 --credentials /dev/null | with imaps:// or pop3s://",
                "receive --port 0 --file /dev/null | file: /dev/null is there already (expected: a new file)",
                "receive --port 0 --file /nowhere/d.log | there is no folder",
                "receive --port 0 --check all | one of none, stamp, body",
                "receive --port 0 -d 0s | duration: 0s",
                "run --keep-accepted --no-results | keep-accepted: given beside --no-results",
                "run --keep-accepted --deliveries smtp://127.0.0.1:0 | which follow them already",
                "run --keep-accepted --no-mail --step noop | no mail is sent",
                "report /nowhere --clock-offset 3ms | clock-offset: 3ms (expected: with --deliveries)",
                "report /nowhere --deliveries /dev/null | joined with what is not one run (expected: the folder of one run)"
            })
    void whatIsWrongCostsOneLine(String arguments, String complaint) {
        Typed typed = Typed.run(arguments.split(" ", -1));
        assertThat(typed.exit()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err().lines().toList()).hasSize(1);
        assertThat(typed.err()).contains(complaint);
    }
}
