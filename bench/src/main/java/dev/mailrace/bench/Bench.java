package dev.mailrace.bench;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the benchmarks: nanoseconds and bytes allocated an operation, as JMH's JSON and as a table. */
@Command(name = "bench", description = "Runs the microbenchmarks and prints a table.")
public final class Bench implements Callable<Integer> {
    /**
     * What every JVM that runs benchmarks sets: a thread as event loops have it; Unsafe, as scripts/mailrace allows it,
     * where Netty would do without (JDK 24 and later); and no leak detector, for it records a stack every now and then
     * and B/op would count that.
     */
    static final Map<String, String> PROPERTIES = Map.of(
            "jmh.executor", "CUSTOM",
            "jmh.executor.class", LoopThreads.class.getName(),
            "io.netty.noUnsafe", "false",
            "io.netty.leakDetection.level", "disabled");

    /** JMH's name for the bytes that an operation allocates on average. */
    static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";

    @Option(names = "--full", description = "5 forks of long iterations, some 25 minutes; else 1 of short ones.")
    private boolean full;

    @Option(names = "--filter", paramLabel = "REGEX", description = "Which benchmarks, by class and method.")
    private Pattern filter = Pattern.compile("");

    @Option(
            names = "--json",
            paramLabel = "FILE",
            required = true,
            hidden = true,
            description = "Where JMH's results go.")
    private Path json = Path.of("jmh.json");

    @Option(
            names = "--log",
            paramLabel = "FILE",
            required = true,
            hidden = true,
            description = "Where JMH says how far it is.")
    private Path log = Path.of("jmh.log");

    /** Settings for all runs: time in nanoseconds, and bytes an operation beside it. */
    static ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .timeUnit(TimeUnit.NANOSECONDS)
                .threads(1)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
    }

    @Override
    public Integer call() {
        ChainedOptionsBuilder options = options()
                .mode(Mode.AverageTime)
                .include(filter.pattern())
                .jvmArgsAppend(jvmArguments())
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString())
                .output(log.toString());
        length(options);
        try {
            System.out.print(ResultTable.of(new Runner(options.build()).run()));
            return 0;
        } catch (NoBenchmarksException e) {
            System.err.println(
                    "bench: --filter: \"" + filter + "\" (expected: matches class or method of a benchmark)");
            return CommandLine.ExitCode.USAGE;
        } catch (RunnerException e) {
            System.err.println("bench: " + e.getMessage() + " (what happened stands in " + log + ")");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static String[] jvmArguments() {
        Stream<String> properties =
                PROPERTIES.entrySet().stream().map(property -> "-D" + property.getKey() + "=" + property.getValue());
        // Code is compiled when it is due, so that a short warm-up suffices also where processors are busy.
        return Stream.concat(Stream.of("-XX:-BackgroundCompilation"), properties)
                .toArray(String[]::new);
    }

    private void length(ChainedOptionsBuilder options) {
        if (full) {
            options.forks(5).warmupIterations(4).warmupTime(TimeValue.milliseconds(500));
            options.measurementIterations(5).measurementTime(TimeValue.milliseconds(500));
        } else {
            options.forks(1).warmupIterations(2).warmupTime(TimeValue.milliseconds(100));
            options.measurementIterations(5).measurementTime(TimeValue.milliseconds(40));
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }
}
