package dev.mailrace.cluster;

import dev.mailrace.cluster.CoordinatorActor.Event;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.terminal.OwnProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Agents that are processes of our own. They end when told to, and when this process is gone, for each reads a pipe of which this
 * process has the other end. Owned by one thread.
 */
final class AgentProcesses implements AutoCloseable {
    /** An engine's end takes seconds at most, its drain and the cut together. */
    private static final long LEAVE_SECONDS_MAX = 10;

    private static final int TOKEN_BYTES = 16;

    private final Coordinator.Own own;
    private final String token; // empty: there are none
    private final List<OwnProcess> processes = new ArrayList<>();
    private Consumer<Event> events = event -> {};
    private volatile boolean closing;

    private AgentProcesses(Coordinator.Own own, String token) {
        this.own = own;
        this.token = token;
    }

    static AgentProcesses of(Coordinator.Own own) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return new AgentProcesses(own, HexFormat.of().formatHex(random));
    }

    /** Agents come from elsewhere. */
    static AgentProcesses none() {
        return new AgentProcesses(new Coordinator.Own(0, ""), "");
    }

    /** From now on {@code to} is told of each that ends. */
    void eventsTo(Consumer<Event> to) {
        events = to;
    }

    String token() {
        return token;
    }

    /** @param coordinator where agents reach it, {@code address:port} */
    void start(String coordinator) {
        for (int i = 0; i < own.count(); i++) {
            start(coordinator, i);
        }
    }

    private void start(String coordinator, int number) {
        OwnProcess.Program program =
                new OwnProcess.Program(own.main(), List.of("agent", "--join", coordinator), Map.of(Agent.TOKEN, token));
        try {
            OwnProcess process =
                    OwnProcess.start(program, ProcessBuilder.Redirect.DISCARD, ProcessBuilder.Redirect.PIPE);
            processes.add(process);
            Thread watch = new Thread(() -> watch(process.process()), "agent-" + (number + 1));
            watch.setDaemon(true);
            watch.start();
        } catch (IOException e) {
            throw new Refusal("processes", SystemWords.of(e), "as many as this machine lets start", e);
        }
    }

    /** Reads what it complains of, of which the last line counts, and waits for its end. */
    private void watch(Process process) {
        String last = "";
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
            int code = process.waitFor();
            if (!closing) {
                events.accept(new Event.Exited(process.pid(), code, last));
            }
        } catch (IOException | UncheckedIOException e) {
            events.accept(new Event.Exited(process.pid(), -1, SystemWords.of(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all have ended; one that does not is ended. */
    @Override
    public void close() {
        closing = true;
        processes.forEach(OwnProcess::letGo);
        try {
            for (OwnProcess process : processes) {
                process.awaitEnd(LEAVE_SECONDS_MAX);
            }
        } catch (InterruptedException e) {
            processes.forEach(process -> process.process().destroyForcibly());
            Thread.currentThread().interrupt();
        }
    }
}
