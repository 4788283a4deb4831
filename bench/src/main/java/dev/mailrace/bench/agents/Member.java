package dev.mailrace.bench.agents;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mailrace as a process in a namespace. The words before it become it, so that its id is the JVM's. */
final class Member implements AutoCloseable {
    private static final int LOOK_MILLIS = 50;

    private final String name;
    private final Path log;
    private final Process process;

    /**
     * @param space the namespace that it runs in
     * @param folder its working folder, which comes to be
     */
    Member(String name, String space, Path launcher, Path folder, List<String> arguments) throws IOException {
        this.name = name;
        Files.createDirectories(folder);
        log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", space, launcher.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // Four JVMs start at once and live for half a minute.
        builder.environment().putAll(Map.of("MAILRACE_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1", "COLUMNS", "1000"));
        process = builder.redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String said() throws IOException {
        return Files.readString(log).strip();
    }

    /** In one line, the last that it said without the words of a start. */
    String lastLine() throws IOException {
        List<String> lines = said().lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
    }

    /** Waits until it says that. */
    Matcher await(Pattern words, int secondsMax) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsMax);
        Matcher matcher = words.matcher(said());
        while (!matcher.find()) {
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException(name + " did not say '" + words + "' but: " + said());
            }
            matcher.reset(said());
        }
        return matcher;
    }

    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(pid())).start().waitFor();
    }

    /** Its exit code; -1: it did not end in time. */
    int awaitExit(long secondsMax) throws InterruptedException {
        return process.waitFor(Math.max(0, secondsMax), TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
