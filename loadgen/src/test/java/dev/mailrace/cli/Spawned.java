package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Mailrace in a process of its own, so that it can be stopped and killed like one. */
final class Spawned implements AutoCloseable {
    private static final int SECONDS_MAX = 90;

    /** The compiler that is ready soonest: these processes live for seconds, and half of their work would be the other one's. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    /** As the launcher says it, so that what is printed does not depend on the locale of who runs the tests. */
    static final String CALLERS_CHARSET = "MAILRACE_CHARSET";

    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Thread reader;

    private Spawned(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "spawned-output");
        reader.setDaemon(true);
        reader.start();
    }

    static Spawned start(Path folder, String... arguments) throws IOException {
        return startWith(List.of(), folder, arguments);
    }

    /** The same with options for its JVM. */
    static Spawned startWith(List<String> jvmOptions, Path folder, String... arguments) throws IOException {
        return startBehind(List.of(), jvmOptions, folder, arguments);
    }

    /** The same behind other words of a command line, which say where or how it runs. */
    static Spawned startBehind(List<String> words, List<String> jvmOptions, Path folder, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(words);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(SHORT_LIVED);
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath(), "dev.mailrace.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put(CALLERS_CHARSET, "UTF-8");
        return new Spawned(builder.start());
    }

    /** As the tests have it, whatever started them. */
    static String classPath() {
        Stream<String> paths = Thread.currentThread().getContextClassLoader() instanceof URLClassLoader own
                ? Arrays.stream(own.getURLs()).map(URL::getPath) // A launcher may load tests by itself.
                : Arrays.stream(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)));
        return paths.collect(Collectors.joining(File.pathSeparator));
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        return String.join("\n", List.copyOf(lines));
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it holds, or the process has ended; fails after a limit. */
    void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < SECONDS_MAX * 20 && process.isAlive() && !condition.getAsBoolean(); i++) {
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        assertThat(condition.getAsBoolean()).as("%s", output()).isTrue();
    }

    /** Sends a signal by its name, {@code INT} or {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        signal(process.toHandle(), name);
    }

    /** The same of another process. */
    static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Processes of its own that are there. */
    List<ProcessHandle> children() {
        return process.children().toList();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                .as("%s", output())
                .isTrue();
        reader.join(TimeUnit.SECONDS.toMillis(5));
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
