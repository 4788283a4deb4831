package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Mailrace in a process of its own that says which classes it loads, and is sent a signal at one of them. */
final class EndedProcess implements AutoCloseable {
    private static final int SECONDS_MAX = 120;

    /** Everything that the process starts has it, too. */
    private static final String MARK = "MAILRACE_TEST_MARK";

    private final Process process;
    private final String mark;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    /**
     * What became of one.
     *
     * @param signalled whether it lived at that moment
     * @param output without the log of classes
     * @param survivors processes that it started and that are still there
     */
    record Ended(int exit, boolean signalled, String output, List<Long> survivors) {}

    private EndedProcess(Process process, String mark) {
        this.process = process;
        this.mark = mark;
    }

    /** Its temporary files go to {@code tmp} in the folder, its cache to {@code cache}. */
    static EndedProcess start(Path folder, List<String> arguments) throws IOException {
        Path tmp = Files.createDirectory(folder.resolve("tmp"));
        String mark = UUID.randomUUID().toString();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Spawned.SHORT_LIVED,
                "-Djava.io.tmpdir=" + tmp,
                "-XX:-UsePerfData",
                "-Xlog:class+load:stderr",
                "-cp",
                Spawned.classPath(),
                "dev.mailrace.cli.Main"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put(MARK, mark);
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return new EndedProcess(builder.start(), mark);
    }

    /**
     * Sends it when so many classes are loaded, from its own first one on, and waits for the end. A sink, which has none, gets another when it says that it
     * listens.
     *
     * @param signal by name; two, one behind the other, with a space between
     */
    Ended signalAt(int classes, String signal) throws Exception {
        Thread reader = new Thread(() -> read(process.getInputStream()), "ended-output");
        reader.start();
        boolean signalled = false;
        int loaded = 0;
        try (BufferedReader err =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                if (!line.startsWith("[")) {
                    lines.add(line);
                } else if (loaded > 0
                        || line.contains(" dev.mailrace.cli.Main ")) { // Before, it is the JVM's own affair.
                    loaded++;
                    signalled |= loaded == classes && signal(signal);
                }
                if (!signalled && lines.stream().anyMatch(said -> said.contains("listening on "))) {
                    signalled = signal(signal);
                }
            }
        }
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as(output()).isTrue();
        reader.join();
        return new Ended(process.exitValue(), signalled, output() + "\n(" + loaded + " classes)", survivors());
    }

    private boolean signal(String signal) throws IOException, InterruptedException {
        boolean lived = true;
        boolean first = true;
        for (String name : signal.split(" ", -1)) {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .start();
            boolean sent = kill.waitFor() == 0; // The second may come too late: the first has done its work.
            lived = first ? sent : lived;
            first = false;
        }
        return lived;
    }

    private void read(InputStream out) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String output() {
        return String.join("\n", List.copyOf(lines));
    }

    /** Where there is no such list of processes, none is known. */
    private List<Long> survivors() {
        Path list = Path.of("/proc");
        if (!Files.isDirectory(list.resolve("self"))) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> isMarked(list.resolve(pid + "/environ")))
                .toList();
    }

    private boolean isMarked(Path environment) {
        try {
            return Files.readString(environment, StandardCharsets.ISO_8859_1).contains(MARK + "=" + mark);
        } catch (IOException e) {
            return false; // Gone meanwhile, or somebody else's.
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try (Stream<ProcessHandle> all = process.descendants()) {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
