package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.analysis.BenchmarkComparison;
import dev.mailrace.analysis.BenchmarkFigures;
import dev.mailrace.analysis.Compared;
import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.Metric;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.report.ComparisonTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JmhReaderTest {
    private final Path folder;

    JmhReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** A benchmark as JMH writes it; {@code rawData} holds a list of iterations a fork. */
    private static String benchmark(String name, String mode, String rawData, String secondary) {
        return "{\"jmhVersion\": \"1.37\", \"benchmark\": \"dev.example." + name + "\", \"mode\": \"" + mode
                + "\", \"threads\": 1, \"vmName\": \"vm\", \"vmVersion\": \"25\", \"primaryMetric\": {\"score\": 1, "
                + "\"scoreError\": \"NaN\", \"scoreUnit\": \"ns/op\", \"rawData\": " + rawData
                + "}, \"secondaryMetrics\": {" + secondary + "}}";
    }

    private static String bytes(String name, String rawData) {
        return "\"" + name + "\": {\"scoreUnit\": \"B/op\", \"rawData\": " + rawData + "}";
    }

    /** Forks of two iterations each, around {@code score}. */
    private static String forks(int count, double score) {
        return IntStream.range(0, count)
                .mapToObj(i -> "[" + (score + i * 0.01 * score - 1) + ", " + (score + i * 0.01 * score + 1) + "]")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private Path file(String name, String... benchmarks) throws IOException {
        return Files.writeString(folder.resolve(name), "[" + String.join(",\n", benchmarks) + "]");
    }

    private Comparison compare(Path base, Path fresh) {
        return BenchmarkComparison.of(
                List.of("base"),
                List.of("new"),
                JmhReader.read(List.of(base)),
                JmhReader.read(List.of(fresh)),
                BenchmarkComparison.MIN_EFFECT);
    }

    @Test
    void aForkCountsOnceByItsMean() throws IOException {
        BenchmarkFigures figures = JmhReader.read(List.of(file(
                        "a",
                        benchmark(
                                "X.y",
                                "avgt",
                                "[[1, 3], [4, 6]]",
                                bytes("gc.alloc.rate.norm", "[[16.01, 16.02], [16.1, 16.3]]")))))
                .get(0);
        assertThat(figures.name()).isEqualTo("dev.example.X.y avgt");
        assertThat(figures.scores()).containsExactly(2.0, 5.0);
        assertThat(figures.bytesPerOperation()).hasSize(2);
        assertThat(figures.better()).isEqualTo(Metric.Better.LOWER);
    }

    @Test
    void filesOfASideAreJoinedByNameParametersAndMode() throws IOException {
        String sized = benchmark("X.y", "avgt", "[[5]]", "")
                .replace("\"threads\"", "\"params\": {\"size\": \"1\"}, \"threads\"");
        Path one = file("one", benchmark("X.y", "avgt", "[[1]]", ""), sized);
        Path other = file("other", benchmark("X.y", "avgt", "[[2]]", ""), benchmark("X.y", "thrpt", "[[3]]", ""));
        List<BenchmarkFigures> all = JmhReader.read(List.of(one, other));
        assertThat(all)
                .extracting(BenchmarkFigures::name)
                .containsExactly("dev.example.X.y avgt", "dev.example.X.y (size=1) avgt", "dev.example.X.y thrpt");
        assertThat(all.get(0).scores()).containsExactly(1.0, 2.0);
        assertThat(all.get(2).better()).isEqualTo(Metric.Better.HIGHER);
    }

    @Test
    void sampledCallsAreCountedByValue() throws IOException {
        Path sampled = file(
                "sampled",
                benchmark("X.y", "sample", "[]", "")
                        .replace("\"rawData\"", "\"rawDataHistogram\"")
                        .replace(": []", ": [[[[10, 3], [20, 1]]]]"));
        assertThat(JmhReader.read(List.of(sampled)).get(0).scores()).containsExactly(12.5);
    }

    @Test
    void timeIsJudgedByForksAndBytesExactly() throws IOException {
        Path base = file(
                "base",
                benchmark("X.slower", "avgt", forks(7, 100), bytes("gc.alloc.rate.norm", "[[0.3], [0.1]]")),
                benchmark("X.more", "avgt", forks(7, 100), bytes("·gc.alloc.rate.norm", "[[16.01], [16.2]]")),
                benchmark("X.fewer", "avgt", forks(7, 100), bytes("gc.alloc.rate.norm", "[[48]]")));
        Path fresh = file(
                "new",
                benchmark("X.slower", "avgt", forks(7, 130), bytes("gc.alloc.rate.norm", "[[0.4], [0.2]]")),
                benchmark("X.more", "avgt", forks(7, 101), bytes("gc.alloc.rate.norm", "[[40.01], [40.2]]")),
                benchmark("X.fewer", "avgt", forks(7, 80), bytes("gc.alloc.rate.norm", "[[24]]")));
        Comparison comparison = compare(base, fresh);
        assertThat(comparison.gates())
                .extracting(Compared::verdict)
                .containsExactly(
                        Verdict.REGRESSED,
                        Verdict.NO_CHANGE,
                        Verdict.NO_CHANGE,
                        Verdict.REGRESSED,
                        Verdict.IMPROVED,
                        Verdict.IMPROVED);
        assertThat(comparison.gates().get(3).reason()).isEqualTo("24 B/op higher, counted exactly");
        assertThat(comparison.gates().get(5).reason()).isEqualTo("24 B/op lower, counted exactly");
        assertThat(comparison.sentence())
                .startsWith("Regressed: dev.example.X.slower avgt (and 1 more): 30 % higher, at least ");
        assertThat(ComparisonTable.lines(comparison, 80, false))
                .anySatisfy(line -> assertThat(line).matches("X\\.more avgt B/op .*\\+24 +regressed"))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void oneForkASideLeavesTimeOpenButNotBytes() throws IOException {
        Path base = file("base", benchmark("X.y", "avgt", "[[100]]", bytes("gc.alloc.rate.norm", "[[16]]")));
        Path fresh = file("new", benchmark("X.y", "avgt", "[[200]]", bytes("gc.alloc.rate.norm", "[[24]]")));
        Comparison comparison = compare(base, fresh);
        assertThat(comparison.gates())
                .extracting(Compared::reason)
                .containsExactly(
                        "one fork a side: the fork-to-fork variance is unknown", "8 B/op higher, counted exactly");
        assertThat(comparison.verdict()).isEqualTo(Verdict.REGRESSED);
    }

    @Test
    void whatOneSideLacksAndWhatDiffersIsNamed() throws IOException {
        Path base = file(
                "base",
                benchmark("X.y", "avgt", "[[1]]", bytes("gc.alloc.rate.norm", "[[1]]")),
                benchmark("X.gone", "avgt", "[[1]]", ""));
        Path fresh = file(
                "new",
                benchmark("X.y", "avgt", "[[1]]", "").replace("\"25\"", "\"26\""),
                benchmark("X.fresh", "avgt", "[[1]]", ""));
        Comparison comparison = compare(base, fresh);
        assertThat(comparison.notes())
                .containsExactly("in BASE only: dev.example.X.gone avgt", "in NEW only: dev.example.X.fresh avgt");
        assertThat(comparison.unlike())
                .extracting(Object::toString)
                .containsExactly("vmVersion: 25 in BASE dev.example.X.y avgt, 26 in NEW dev.example.X.y avgt");
        assertThat(comparison.gates().get(1).reason()).isEqualTo("not measured in NEW");
        Path other = file("other", benchmark("X.other", "avgt", "[[1]]", ""));
        assertThatThrownBy(() -> compare(base, other))
                .hasMessageStartingWith("jmh: no benchmark is in both BASE and NEW");
    }

    @Test
    void whatIsNoResultOfJmhIsRefused() throws IOException {
        assertRefused(Files.writeString(folder.resolve("object"), "{}"), "no list of benchmarks");
        assertRefused(file("empty"), "no list of benchmarks");
        assertRefused(file("strange", "{\"benchmark\": \"x\"}"), "an entry without benchmark and mode");
        assertRefused(file("bare", benchmark("X.y", "avgt", "[]", "")), "dev.example.X.y avgt has no rawData");
        assertRefused(
                file("text", benchmark("X.y", "avgt", "[[\"NaN\"]]", "")),
                "has a score of \"NaN\" (expected: a number");
        Path one = file("one", benchmark("X.y", "avgt", "[[1]]", ""));
        Path other = file("two", benchmark("X.y", "avgt", "[[1]]", "").replace("\"threads\": 1", "\"threads\": 2"));
        assertThatThrownBy(() -> JmhReader.read(List.of(one, other)))
                .hasMessageContaining("two: dev.example.X.y avgt ran with {jmhVersion=1.37")
                .hasMessageEndingWith("in a file before (expected: files of one side alike)");
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> JmhReader.read(List.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }
}
