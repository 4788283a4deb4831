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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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

    /** What a process wrote may still be under way when it has ended. */
    private static final long LAST_OUTPUT_MILLIS = 500;

    /** Erases what is below the last line. */
    private static final String FRAME_ENDS = "\u001b[J";

    /** What the launcher allows newer JVMs, which would else say on the terminal what they think of it. */
    private static final Pattern PERMISSION =
            Pattern.compile("--(enable-native-access|sun-misc-unsafe-memory-access)=.*");

    private final Pty pty;
    private final Screen screen;
    private final Process process;
    private final Thread reader;
    private final StringBuilder output = new StringBuilder(); // All guarded by this.
    private final Deque<String> frames = new ArrayDeque<>(); // Not looked at yet.

    private OnTerminal(Pty pty, Screen screen, Process process) {
        this.pty = pty;
        this.screen = screen;
        this.process = process;
        reader = new Thread(this::read, "terminal-output");
        reader.setDaemon(true);
        reader.start();
    }

    static OnTerminal start(Path folder, int columns, int rows, String... arguments) throws IOException {
        return startWith(Map.of(), folder, columns, rows, arguments);
    }

    /** @param variables of its environment, beside or instead of the usual ones */
    static OnTerminal startWith(Map<String, String> variables, Path folder, int columns, int rows, String... arguments)
            throws IOException {
        Attributes usual = new Attributes();
        usual.setOutputFlags(EnumSet.of(OutputFlag.OPOST, OutputFlag.ONLCR));
        Pty pty = new JniTerminalProvider().open(usual, new Size(columns, rows));
        File slave = new File(pty.toString().replaceAll(".*(/dev/[^\\]}\\s]+).*", "$1"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(PERMISSION.asMatchPredicate())
                .forEach(command::add);
        command.add(Spawned.SHORT_LIVED);
        command.addAll(List.of("-cp", Spawned.classPath(), "dev.mailrace.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(slave)
                .redirectOutput(slave)
                .redirectError(slave);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put(Spawned.CALLERS_CHARSET, "UTF-8");
        builder.environment().putAll(variables);
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
                for (int i = 0; i < count; i++) {
                    show(some[i]);
                }
            }
        } catch (IOException e) {
            // Linux says EIO where nobody has the other side open any more.
        }
    }

    private synchronized void show(char c) {
        output.append(c);
        screen.show(String.valueOf(c));
        if (c == 'J' && output.indexOf(FRAME_ENDS, output.length() - FRAME_ENDS.length()) >= 0) {
            frames.add(screen.seen());
        }
        notifyAll();
    }

    /**
     * Looks at one frame after the other until one shows what is wanted, and returns it. However late this process comes to look,
     * none is missed.
     */
    synchronized String await(Predicate<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (System.nanoTime() < deadline) {
            String frame = frames.poll();
            if (frame == null) {
                boolean over = !process.isAlive();
                wait(over ? LAST_OUTPUT_MILLIS : 100);
                if (over && frames.isEmpty()) {
                    break;
                }
            } else if (wanted.test(frame)) {
                return frame;
            }
        }
        throw new AssertionError("no such frame; the screen shows " + screen.seen());
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
            while (output.length() != before && System.nanoTime() < deadline) {
                before = output.length();
                wait(LAST_OUTPUT_MILLIS);
            }
            // On a busy machine the check before the load takes its time.
            return screen.kept().replaceAll("(?m)^mailrace: connecting to [^…]*…\n", "");
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
