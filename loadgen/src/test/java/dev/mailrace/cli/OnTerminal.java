package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.report.Screen;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.impl.jni.JniTerminalProvider;
import org.jline.terminal.spi.Pty;

/** Mailrace in a process of its own on a pseudo-terminal, and what such a terminal shows. */
final class OnTerminal implements AutoCloseable {
    private static final int SECONDS_MAX = 90;

    /** What the launcher allows newer JVMs, which would else say on the terminal what they think of it. */
    private static final Pattern PERMISSION =
            Pattern.compile("--(enable-native-access|sun-misc-unsafe-memory-access)=.*");

    private final Pty pty;
    private final Screen screen;
    private final Process process;
    private final Thread reader;
    private final StringBuilder output = new StringBuilder(); // Both guarded by this.

    private OnTerminal(Pty pty, Screen screen, Process process) {
        this.pty = pty;
        this.screen = screen;
        this.process = process;
        reader = new Thread(this::read, "terminal-output");
        reader.setDaemon(true);
        reader.start();
    }

    static OnTerminal start(Path folder, int columns, int rows, String... arguments) throws IOException {
        Attributes usual = new Attributes();
        usual.setOutputFlags(EnumSet.of(OutputFlag.OPOST, OutputFlag.ONLCR));
        Pty pty = new JniTerminalProvider().open(usual, new Size(columns, rows));
        File slave = new File(pty.toString().replaceAll(".*(/dev/[^\\]}\\s]+).*", "$1"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(PERMISSION.asMatchPredicate())
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.mailrace.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(slave)
                .redirectOutput(slave)
                .redirectError(slave);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().keySet().removeAll(List.of("STY", "NO_COLOR"));
        Screen screen = new Screen(columns, rows);
        screen.show("$ mailrace\n"); // What a shell has left there.
        return new OnTerminal(pty, screen, builder.start());
    }

    private void read() {
        // The pseudo-terminal stays open on our side: who reads must not wait for its end.
        try (Reader in = new InputStreamReader(pty.getMasterInput(), StandardCharsets.UTF_8)) {
            char[] some = new char[4096];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                synchronized (this) {
                    output.append(some, 0, count);
                    screen.show(new String(some, 0, count));
                    notifyAll();
                }
            }
        } catch (IOException e) {
            // Linux says EIO where nobody has the other side open any more.
        }
    }

    /** Waits until the screen shows what is wanted, and returns it; fails after a limit. */
    synchronized String await(Predicate<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (!wanted.test(screen.seen()) && System.nanoTime() < deadline && process.isAlive()) {
            wait(100);
        }
        assertThat(wanted.test(screen.seen())).as("%s", screen.seen()).isTrue();
        return screen.seen();
    }

    synchronized void resize(int columns, int rows) throws IOException {
        pty.setSize(new Size(columns, rows));
        screen.resize(columns, rows);
    }

    /** Waits for the end of the process, and returns what stays on the terminal and in its scrollback. */
    String awaitKept() throws InterruptedException {
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        synchronized (this) {
            int before = -1;
            while (output.length() != before && System.nanoTime() < deadline) { // What it wrote may still be under way.
                before = output.length();
                wait(500);
            }
            return screen.kept();
        }
    }

    int exit() {
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        pty.close();
    }
}
