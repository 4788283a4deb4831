package dev.mailrace.bench.agents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where trials are made.
 *
 * @param spaces what the namespaces' names begin with
 * @param work for logs and results, and with the certificates
 */
record Setting(Path launcher, String spaces, Path work) {
    static final int AGENTS = 3;
    static final String HUB = "10.77.0.254"; // of the receiver and the line
    static final int RECEIVER_PORT = 2525;
    static final int RUN_PORT = 7355;
    static final String TARGET = HUB + ":" + RECEIVER_PORT;

    private String space(int machine) {
        return spaces + "-" + machine;
    }

    Member receiver(Path folder) throws IOException {
        return new Member(
                "receiver",
                spaces + "-hub",
                launcher,
                folder,
                List.of("receive", "--port", String.valueOf(RECEIVER_PORT), "--bind", HUB, "--file", "notes.log"));
    }

    /** The run itself, at machine 0. */
    Member run(Path folder, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", TARGET, "--results", "kept"));
        arguments.addAll(Arrays.asList(more));
        return new Member("run", space(0), launcher, folder, arguments);
    }

    /** @param machine from 1 */
    Member agent(int machine, Path folder, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("agent", "--results", "kept"));
        arguments.addAll(Arrays.asList(more));
        return new Member("agent " + machine, space(machine), launcher, folder, arguments);
    }

    static String runAddress() {
        return Line.far(0) + ":" + RUN_PORT;
    }

    /** By which a machine is known, of that CA. */
    List<String> keys(String authority, int machine) {
        Path folder = work.resolve(authority);
        return List.of(
                "--tls-cert",
                folder.resolve(Line.far(machine) + ".pem").toString(),
                "--tls-key",
                folder.resolve(Line.far(machine) + ".key").toString(),
                "--tls-ca",
                folder.resolve("ca.pem").toString());
    }

    static String[] words(List<String> keys, String... others) {
        List<String> all = new ArrayList<>(keys);
        all.addAll(Arrays.asList(others));
        return all.toArray(String[]::new);
    }
}
