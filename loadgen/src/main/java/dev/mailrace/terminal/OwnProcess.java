package dev.mailrace.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * This program once more, in a process that ends with this one: its standard input is a pipe of which this process has the
 * other end, so however this process ends, the other reads the end. Any thread may use it.
 */
public final class OwnProcess {
    private final Process process;

    private OwnProcess(Process process) {
        this.process = process;
    }

    /**
     * What is started.
     *
     * @param main the class, of this process's class path, under the options of this process's JVM
     * @param arguments of it
     * @param environment in addition to this process's
     */
    public record Program(String main, List<String> arguments, Map<String, String> environment) {}

    /**
     * Starts it; whoever does reads what is a pipe, for one that nobody reads holds the process up.
     *
     * @param output where what it prints goes
     * @param errors where what it complains of goes
     */
    public static OwnProcess start(Program program, Redirect output, Redirect errors) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.main));
        command.addAll(program.arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output).redirectError(errors);
        builder.environment().putAll(program.environment);
        return new OwnProcess(builder.start());
    }

    public Process process() {
        return process;
    }

    /** Closes what it takes for our end. */
    public void letGo() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy(); // It has ended, or will.
        }
    }

    /** Waits for its end, which is made when it does not come in time. */
    public void awaitEnd(long secondsMax) throws InterruptedException {
        if (!process.waitFor(secondsMax, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor(secondsMax, TimeUnit.SECONDS);
        }
    }

    /** In such a process: returns when the other lets go of it, or has ended. */
    public static void awaitParentGone() {
        try (InputStream in = System.in) {
            in.transferTo(OutputStream.nullOutputStream()); // Nothing more is said there.
        } catch (IOException e) {
            return; // That is an end, too.
        }
    }
}
