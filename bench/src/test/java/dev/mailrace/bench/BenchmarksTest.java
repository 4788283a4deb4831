package dev.mailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** Runs in this JVM, in shots of a fixed count: what a machine has else to do changes the time, never the bytes. */
class BenchmarksTest {
    private static final int OPERATIONS = 30_000;
    private static final int WARM_UP_SHOTS = 3;
    private static final int SHOTS = 3;
    private static final String BARE = "ByBareHandler";
    private static final Path LOG = Path.of("target", "jmh-test.log");
    private static final Path BYTES = Path.of("target", "bytes-per-operation.txt");

    /**
     * What must not allocate; a transaction, no more than the bare handler beside it.
     *
     * <p>JDK 17 and 25 showed 0.2 bytes each, and transactions 0.0 beyond the bare handler, in {@link #BYTES} after
     * {@code mvn verify -pl bench -am -Dtest=BenchmarksTest -Dsurefire.failIfNoSpecifiedTests=false}.
     */
    private static final List<String> HOT = List.of(
            "wire.ReplyDecoderBenchmark.decode ONE_LINE",
            "wire.ReplyDecoderBenchmark.decode EHLO",
            "wire.ReplyDecoderBenchmark.decode EHLO_BY_BYTES",
            "wire.CommandWriterBenchmark.envelope",
            "wire.ContentEndBenchmark.find",
            "wire.Base64Benchmark.lines 24",
            "wire.Base64Benchmark.lines 1024",
            "wire.Base64Benchmark.lines 65536",
            "mail.StampBenchmark.fields",
            "metrics.RecorderBenchmark.time",
            "metrics.RecorderBenchmark.message",
            "mail.TemplateBenchmark.message",
            "session.TransactionBenchmark.transaction NONE",
            "session.TransactionBenchmark.transaction TRANSACTION",
            "session.TransactionBenchmark.transaction SESSION",
            "sink.SinkTransactionBenchmark.transaction NONE",
            "sink.SinkTransactionBenchmark.transaction TRANSACTION",
            "sink.SinkTransactionBenchmark.transaction SESSION",
            "delivery.ReceiverTransactionBenchmark.transaction");

    /** JMH allocates some 7 kB a shot for itself, which is 0.2 bytes an operation; the smallest object has 16. */
    private static final double BYTES_MAX = 1;

    static {
        Bench.PROPERTIES.forEach(System::setProperty); // Before JMH and Netty read them.
        System.setProperty("jmh.ignoreLock", "true"); // Others may measure meanwhile: no time matters here.
    }

    @Test
    void everyBenchmarkRunsAndEveryRivalHasItsCounterpart() throws IOException {
        Collection<RunResult> results = run(shots(0, 1, 1).include("^dev\\.mailrace\\."));
        assertThat(results).hasSizeGreaterThan(40);
        for (String line : ResultTable.of(results).split("\n", -1)) {
            if (line.startsWith("  ") && line.contains("By")) {
                assertThat(line).as("a rival's line, with its ratio at the end").matches(".*\\d\\.\\d\\d");
            }
        }
    }

    @Tag("jdk")
    @Test
    void theHotPathAllocatesNothing() throws IOException {
        ChainedOptionsBuilder options = shots(WARM_UP_SHOTS, SHOTS, OPERATIONS);
        for (String key : HOT) {
            String name = Pattern.quote(key.split(" ", -1)[0]);
            options.include(name + "(" + BARE + ")?$");
        }
        Map<String, Double> bytes = new TreeMap<>();
        run(options).forEach(result -> bytes.put(key(result), fewestBytes(result)));
        Files.write(
                BYTES,
                bytes.entrySet().stream()
                        .map(entry -> String.format(Locale.ROOT, "%8.2f  %s", entry.getValue(), entry.getKey()))
                        .toList());
        List<String> wrong = new ArrayList<>();
        for (String key : HOT) {
            double bareBytes = bytes.getOrDefault(key.replaceFirst("( |$)", BARE + "$1"), 0.0);
            double ownBytes = bytes.getOrDefault(key, Double.NaN) - bareBytes;
            if (!(ownBytes <= BYTES_MAX)) {
                wrong.add(key + ": " + ownBytes + " bytes an operation (expected: <= " + BYTES_MAX + ")");
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static ChainedOptionsBuilder shots(int warmUp, int measured, int operations) {
        return Bench.options()
                .mode(Mode.SingleShotTime)
                .forks(0)
                .warmupIterations(warmUp)
                .warmupBatchSize(operations)
                .measurementIterations(measured)
                .measurementBatchSize(operations)
                .operationsPerInvocation(operations)
                .output(LOG.toString());
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws IOException {
        try {
            return new Runner(options.build()).run();
        } catch (RunnerException e) {
            throw new AssertionError(Files.readString(LOG), e);
        }
    }

    /** As {@link #HOT} names it. */
    private static String key(RunResult result) {
        String name = result.getParams().getBenchmark().substring("dev.mailrace.".length());
        List<String> parameters = new ArrayList<>();
        result.getParams()
                .getParamsKeys()
                .forEach(key -> parameters.add(result.getParams().getParam(key)));
        return parameters.isEmpty() ? name : name + " " + String.join(" ", parameters);
    }

    /** What else the JVM does can only add. */
    private static double fewestBytes(RunResult result) {
        return result.getAggregatedResult().getIterationResults().stream()
                .mapToDouble(BenchmarksTest::bytes)
                .min()
                .orElseThrow();
    }

    private static double bytes(IterationResult shot) {
        Result<?> bytes = shot.getSecondaryResults().get(Bench.BYTES_PER_OPERATION);
        return bytes == null ? Double.NaN : bytes.getScore();
    }
}
