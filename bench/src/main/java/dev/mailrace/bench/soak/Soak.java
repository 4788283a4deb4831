package dev.mailrace.bench.soak;

import dev.mailrace.bench.processes.ScriptOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hours of mixed load against servers of which one is restarted every minute, and whether anything grew. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Loads sinks and Postfix for hours, and fails when memory, descriptors, threads or logs grow.")
public final class Soak implements Callable<Integer> {
    private static final double SECONDS_AN_HOUR = 3_600;
    private static final int RESTART_SECONDS = 60;

    /** Of servers and clients beyond the load: starts, the check before it, the drain, reports. */
    private static final int AROUND_SECONDS_MAX = 600;

    private static final double HOURS_MIN = 0.03;
    private static final double HOURS_MAX = 24.0 * 30;

    @Parameters(index = "0", arity = "0..1", paramLabel = "HOURS", description = "Such as 72 or 0.17 (default: 1).")
    private double hours = 1;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a second of each client (default: 50).")
    private int rate = 50;

    @Option(names = "--no-postfix", description = "Against the sinks alone.")
    private boolean noPostfix;

    @Mixin
    private ScriptOptions script = new ScriptOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(hours >= HOURS_MIN && hours <= HOURS_MAX)) {
            System.err.printf(Locale.ROOT, "soak: HOURS: %s (expected: %s to %.0f)%n", hours, HOURS_MIN, HOURS_MAX);
            return CommandLine.ExitCode.USAGE;
        }
        long seconds = Math.round(hours * SECONDS_AN_HOUR);
        Path work = Files.createTempDirectory("mailrace-soak");
        Files.setPosixFilePermissions(
                work, PosixFilePermissions.fromString("rwxr-xr-x")); // Postfix' users pass through.
        int secondsMax = Math.toIntExact(seconds + AROUND_SECONDS_MAX);
        int postfixPort =
                noPostfix ? 0 : 20_000 + (int) (ProcessHandle.current().pid() % 9_000);
        Servers servers = new Servers(script.launcher, work, secondsMax, postfixPort);
        List<Client> clients = new ArrayList<>();
        Thread ending = new Thread(() -> end(servers, clients));
        Runtime.getRuntime().addShutdownHook(ending);
        clients.add(new Client("churn", script.launcher, work, servers.load(1, rate), seconds, secondsMax));
        clients.add(new Client("kept", script.launcher, work, servers.load(20, rate), seconds, secondsMax));
        Probe probe = new Probe(Path.of(System.getProperty("java.home"), "bin", "jcmd"), work);
        List<Watched> watched = new ArrayList<>();
        watch(servers, clients, watched, probe, seconds);
        SoakReport report = new SoakReport(
                script.commit,
                script.environment,
                hours,
                rate,
                watched,
                servers.restarted().restarts());
        for (Client client : clients) {
            report.ended(client);
        }
        report.accepted(servers.stop(), servers.withPostfix());
        report.write(script.folder);
        System.out.print(Files.readString(script.folder.resolve("table.md")));
        report.findings().forEach(finding -> System.err.println("soak: FAILED: " + finding));
        System.err.println("soak: logs and runs: " + work);
        return report.findings().isEmpty() ? 0 : CommandLine.ExitCode.SOFTWARE;
    }

    private static void end(Servers servers, List<Client> clients) {
        clients.forEach(client -> client.process().toHandle().destroy());
        servers.end();
    }

    /** Looks and restarts in turn until the clients have ended. */
    private void watch(Servers servers, List<Client> clients, List<Watched> watched, Probe probe, long seconds)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        int every = seconds <= 1_800 ? 5 : seconds <= 7 * 3_600 ? 15 : 60;
        long nextLook = 2L * every;
        long nextRestart = RESTART_SECONDS;
        while (true) {
            long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            long wait = Math.max(0, Math.min(nextLook, nextRestart) - now);
            Process first = clients.get(0).process();
            if (first.waitFor(wait, TimeUnit.SECONDS) || now > seconds) {
                break;
            }
            now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            if (now >= nextLook) {
                if (watched.isEmpty()) {
                    watched.addAll(watched(servers, clients));
                }
                look(watched, probe, (System.nanoTime() - start) / 1e9 / SECONDS_AN_HOUR);
                nextLook = Math.max(nextLook + every, now + 1);
            }
            if (now >= nextRestart) {
                servers.restarted().restart();
                nextRestart += RESTART_SECONDS;
            }
        }
        for (Client client : clients) {
            client.process().waitFor(); // timeout ends it in the end.
        }
    }

    private static List<Watched> watched(Servers servers, List<Client> clients) throws IOException {
        List<Watched> watched = new ArrayList<>();
        for (Client client : clients) {
            watched.add(client.watched());
        }
        SinkProcess sink = servers.lasting();
        watched.add(new Watched("sink", SinkProcess.jvm(sink.process()), List.of(sink.log())));
        return watched;
    }

    private static void look(List<Watched> watched, Probe probe, double hours) throws InterruptedException {
        for (Watched one : watched) {
            try {
                one.look(probe, hours);
            } catch (IOException e) {
                System.err.println(
                        "soak: " + one.name() + ": " + e.getMessage()); // It ends just now, or the series will say so.
            }
        }
    }

    /** The entry point. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }
}
