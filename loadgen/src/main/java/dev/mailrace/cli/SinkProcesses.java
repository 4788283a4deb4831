package dev.mailrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.sink.Ledger;
import dev.mailrace.sink.LedgerDocument;
import dev.mailrace.terminal.OwnProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The further processes of a sink: they listen where the first does, end when it lets go of them or is gone, and say then what
 * they counted. Owned by the thread that starts them, and in the end by the one that ends the sink.
 */
final class SinkProcesses implements AutoCloseable {
    /** What tells such a process its number, among the arguments of the first. */
    static final String MEMBER = "--member";

    /** What it says when it listens; the next line, which is its last, is its ledger. */
    static final String LISTENING = "listening";

    /** For JVMs that start beside others on a busy machine, and in addition for each. */
    private static final long START_SECONDS_MAX = 60;

    private static final long START_SECONDS_EACH = 5;

    /** Thousands of sessions are ended within these. */
    private static final long LEAVE_SECONDS_MAX = 60;

    /**
     * What the first tells the others.
     *
     * @param port where it listens
     * @param seed of faults
     */
    record Order(int port, long seed) {
        private static final String BLANK = " ";

        /** From the first, in a process that it started; null: it is gone already. */
        static @Nullable Order read() throws IOException {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                return null;
            }
            String[] words = line.split(BLANK, -1);
            return new Order(Integer.parseInt(words[0]), Long.parseLong(words[1]));
        }

        byte[] line() {
            return (port + BLANK + seed + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }

    private static final class Member {
        final int number;
        final OwnProcess process;
        final CompletableFuture<Boolean> listening = new CompletableFuture<>(); // False: it ended before.
        final CompletableFuture<String> ended = new CompletableFuture<>(); // Says how.
        volatile @Nullable JsonNode ledger; // Null: it has said nothing yet.

        Member(int number, OwnProcess process) {
            this.number = number;
            this.process = process;
        }

        /** As people count. */
        String name() {
            return "process " + (number + 1) + " (" + process.process().pid() + ")";
        }

        void watch(Runnable whenEnded) {
            String how = "it ended";
            try (BufferedReader lines = process.process().inputReader(StandardCharsets.UTF_8)) {
                listening.complete(LISTENING.equals(lines.readLine()));
                String document = lines.readLine();
                if (document != null) {
                    ledger = new JsonMapper().readTree(document);
                }
                how = "it ended with " + process.process().waitFor();
            } catch (IOException | UncheckedIOException e) {
                how = SystemWords.of(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                listening.complete(false);
                ended.complete(how);
                whenEnded.run();
            }
        }
    }

    private final List<Member> members = new ArrayList<>();

    /**
     * Starts them; they wait for {@link #join}.
     *
     * @param arguments of the first
     * @param count of all, with the first
     * @param whenOneEnds is called, on any thread
     */
    static SinkProcesses start(List<String> arguments, int count, Runnable whenOneEnds) {
        SinkProcesses processes = new SinkProcesses();
        try {
            for (int number = 1; number < count; number++) {
                processes.startOne(arguments, number, whenOneEnds);
            }
            return processes;
        } catch (IOException e) {
            processes.close();
            throw new Refusal("processes", SystemWords.of(e), "as many as this machine lets start", e);
        }
    }

    private void startOne(List<String> arguments, int number, Runnable whenOneEnds) throws IOException {
        List<String> own = new ArrayList<>(arguments);
        own.addAll(List.of(MEMBER, String.valueOf(number)));
        OwnProcess.Program program = new OwnProcess.Program(Main.class.getName(), own, Map.of());
        Member member = new Member(number, OwnProcess.start(program, Redirect.PIPE, Redirect.INHERIT));
        members.add(member);
        Thread watch = new Thread(() -> member.watch(whenOneEnds), "sink-" + (number + 1));
        watch.setDaemon(true);
        watch.start();
    }

    private static void tell(Member member, Order order) {
        try {
            OutputStream to = member.process.process().getOutputStream();
            to.write(order.line());
            to.flush();
        } catch (IOException e) {
            return; // It has ended, which is noticed where it is waited for.
        }
    }

    /** Has them listen, too, and returns when all do. */
    void join(Order order) throws InterruptedException {
        long seconds = START_SECONDS_MAX + START_SECONDS_EACH * members.size();
        members.forEach(member -> tell(member, order));
        await(members.stream().map(member -> member.listening).toList(), seconds);
        for (Member member : members) {
            if (!member.listening.getNow(false)) {
                throw new Refusal(
                        "processes",
                        member.name() + ": " + member.ended.getNow("it does not listen after " + seconds + " s"),
                        "it listens where the first does");
            }
        }
    }

    /** Has them end, and returns at once. */
    void letGo() {
        members.forEach(member -> member.process.letGo());
    }

    /** Adds what they counted when they have ended; what nobody knows is noted as lost. */
    void addTo(Ledger ledger, LostOutputs lost) {
        try {
            await(members.stream().map(member -> member.ended).toList(), LEAVE_SECONDS_MAX);
            for (Member member : members) {
                JsonNode counted = member.ledger;
                if (counted == null) {
                    lost.add("counts of " + member.name(), member.ended.getNow("it does not end"));
                } else {
                    LedgerDocument.add(counted, ledger);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when all are done, in whatever way, or the time is over. */
    private static void await(List<? extends CompletableFuture<?>> all, long seconds) throws InterruptedException {
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return; // Each is asked.
        }
    }

    /** Waits until all have ended; one that does not is ended. */
    @Override
    public void close() {
        letGo();
        try {
            for (Member member : members) {
                member.process.awaitEnd(LEAVE_SECONDS_MAX);
            }
        } catch (InterruptedException e) {
            members.forEach(member -> member.process.process().destroyForcibly());
            Thread.currentThread().interrupt();
        }
    }
}
