package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.analysis.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A mark is given as a secret in each way that one can be given, to each command that takes it, and all that comes of it is
 * searched: the terminal, and every file.
 */
class NoSecretTest {
    private static final String MARK = "S3cr3tM4rk";
    private static final List<String> COMMANDS = List.of("run", "probe", "auth", "capacity", "ab");

    private final Path folder;

    NoSecretTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static void assertHidden(String what, String text) {
        List<String> forms = new ArrayList<>(List.of(MARK));
        for (int shift = 0; shift < 3; shift++) { // Base64 has a form for each place that the mark may begin at.
            String encoded = Base64.getEncoder()
                    .encodeToString(("x".repeat(shift) + MARK + "xx").getBytes(StandardCharsets.UTF_8));
            forms.add(encoded.substring(4, 4 + 8));
        }
        for (String form : forms) {
            int at = text.toLowerCase(java.util.Locale.ROOT).indexOf(form.toLowerCase(java.util.Locale.ROOT));
            assertThat(at)
                    .as(
                            "%s: %s",
                            what, at < 0 ? "" : text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 40)))
                    .isNegative();
        }
    }

    private void assertNothingIsTold(String what, Typed typed) throws IOException {
        assertHidden(what, typed.out());
        assertHidden(what, typed.err());
        assertFilesAreClean(what, folder.resolve("out"));
    }

    private static void assertFilesAreClean(String what, Path written) throws IOException {
        if (Files.exists(written)) {
            try (Stream<Path> files = Files.walk(written)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertHidden(what + ": " + file, Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    private static String[] line(String command, List<String> more, String... targets) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(targets));
        line.addAll(more);
        return line.toArray(String[]::new);
    }

    /** The main job, and another that differs from input to input: they share the options. */
    private static List<String> oneOfThem(String input) {
        return List.of("run", COMMANDS.get(1 + Math.floorMod(input.hashCode(), COMMANDS.size() - 1)));
    }

    /** A port that nobody listens on: all is refused before. */
    private static String[] target(String command) {
        return command.equals("ab") ? new String[] {"127.0.0.1:9", "127.0.0.1:10"} : new String[] {"127.0.0.1:9"};
    }

    /** Options that are none, and values where a secret should not stand. */
    static List<List<String>> options() {
        return List.of(
                List.of("--auth-password=" + MARK),
                List.of("--auth-password", MARK),
                List.of("--password", MARK),
                List.of("--auth-pass=" + MARK),
                List.of("-p", MARK),
                List.of("-p" + MARK),
                List.of("--api-token", MARK, "--nonsense"),
                List.of("--otlp", "http://me:" + MARK + "@127.0.0.1:9/"),
                List.of("--otlp", "http://me:" + MARK + "@127.0.0.1:9/ x"),
                List.of("--otlp", "ftp://127.0.0.1:9/?api_key=" + MARK),
                List.of("--otlp", "127.0.0.1:9?token=" + MARK),
                List.of("--otlp=http:///v1?api_key=" + MARK),
                List.of("smtp://me:" + MARK + "@127.0.0.1:25"));
    }

    @ParameterizedTest
    @MethodSource("options")
    void noRefusalOfAnOptionQuotesIt(List<String> options) throws IOException {
        for (String command : oneOfThem(options.toString())) {
            Typed typed = Typed.run(line(command, options, target(command)));
            assertThat(typed.exit()).as("%s %s", command, options).isEqualTo(2);
            assertThat(typed.complaint()).startsWith("mailrace: ");
            assertNothingIsTold(command + options, typed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MARK + "\r" + MARK,
                MARK + "\0",
                MARK + "\ufeff\r\rx",
                "\n" + MARK,
                MARK + "%d" + "-%d",
                MARK + "%5d",
            })
    void noRefusalOfAPasswordQuotesIt(String password) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), password);
        List<String> options = new ArrayList<>(List.of("--auth-user", "u", "--auth-password-file", file.toString()));
        if (password.contains("%")) {
            options.add("--auth-password-pattern");
        }
        for (String command : oneOfThem(password)) {
            Typed typed = Typed.run(line(command, options, target(command)));
            assertThat(typed.exit()).as("%s %s", command, typed.err()).isEqualTo(2);
            assertNothingIsTold(command, typed);
        }
    }

    @Test
    void noRefusalOfAFileThatIsNoPasswordQuotesIt() throws IOException {
        Path file = folder.resolve("password");
        for (byte[] bytes : new byte[][] {
            (MARK + "ü").getBytes(StandardCharsets.ISO_8859_1),
            (MARK + "\n").getBytes(StandardCharsets.UTF_16),
            MARK.repeat(10_000).getBytes(StandardCharsets.US_ASCII)
        }) {
            Files.write(file, bytes);
            for (String option : List.of("--auth-password-file", "--credentials", "--cacert", "--key", "-s", "-F")) {
                List<String> options = new ArrayList<>(List.of(option, file.toString()));
                if (option.equals("--auth-password-file")) {
                    options.addAll(List.of("--auth-user", "u"));
                } else if (option.equals("--key")) {
                    options.addAll(List.of("--cert", file.toString()));
                }
                assertNothingIsTold(option, Typed.run(line("run", options, "smtps://127.0.0.1:9")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "username,schluessel\nbob," + MARK,
                "bob," + MARK + ",x",
                "user,password\nbob,\"" + MARK,
                "user,password\nbob,\"" + MARK + "\"x",
                "user,password\nbob," + MARK + ",",
                "user,password\n," + MARK,
                "user,password\nbob,\"" + MARK + "\n\"",
                MARK,
            })
    void noRefusalOfCredentialsQuotesThem(String csv) throws IOException {
        Path file = Files.writeString(folder.resolve("users.csv"), csv + "\n");
        for (String command : oneOfThem(csv)) {
            Typed typed = Typed.run(line(command, List.of("--credentials", file.toString()), target(command)));
            assertThat(typed.exit()).as("%s %s", command, typed.err()).isEqualTo(2);
            assertNothingIsTold(command, typed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth-password: " + MARK,
                "password: " + MARK,
                "auth-password: \"" + MARK,
                "auth-password: " + MARK + ": x",
                "otlp: http://127.0.0.1/?api_key=" + MARK,
                "target: smtp://me:" + MARK + "@127.0.0.1",
                "sessions:\n  - {name: one, weight: 1, auth-password: " + MARK + "}",
            })
    void noRefusalOfAScenarioQuotesASecretInIt(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.yaml"), yaml + "\n");
        for (String command : List.of("run", "capacity")) {
            for (String more : List.of("--no-results", "--dry-run")) {
                Typed typed = Typed.run(command, "-s", file.toString(), more);
                assertThat(typed.exit()).as("%s %s", command, typed.err()).isEqualTo(2);
                assertNothingIsTold(command + " " + yaml, typed);
            }
        }
    }

    /** The server says it back in each way; it must not get from there to anybody. */
    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "XOAUTH2"})
    void whatAServerQuotesReachesNoOutput(String mechanism) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), MARK + "\n");
        Files.createDirectories(folder.resolve("out/taken"));
        Files.createDirectories(folder.resolve("out/refused"));
        for (boolean takesLogins : new boolean[] {true, false}) {
            try (QuotingServer server = new QuotingServer(takesLogins)) {
                // The others differ in what is said of them, not in what is kept of it.
                boolean all = takesLogins && mechanism.equals("PLAIN");
                for (String command : all ? COMMANDS : List.of("run", "probe")) {
                    Typed typed = Typed.run(
                            told(command, server.address(), mechanism, password, takesLogins ? "taken" : "refused"));
                    assertThat(typed.exit()).as(typed.err()).isNotEqualTo(ExitCode.USAGE.number());
                    if (!(takesLogins && command.equals("auth"))) {
                        assertThat(typed.out() + typed.err()).as(command).contains("***");
                    }
                    assertNothingIsTold(command + " " + mechanism, typed);
                }
            }
        }
        Path run = folder.resolve("out/taken/run");
        assertThat(run).exists(); // Refused logins end before the load.
        Typed report = Typed.run("report", run.toString(), "-o", "html=" + folder.resolve("out/again.html"));
        assertThat(report.out()).contains("***");
        assertNothingIsTold("report", report);
    }

    private String[] told(String command, String server, String mechanism, Path password, String name) {
        List<String> line = new ArrayList<>(List.of(command, server));
        if (command.equals("ab")) {
            line.add(server);
        }
        line.addAll(List.of("-a", mechanism, "--auth-user", "tim@example.test", "--auth-password-file"));
        line.add(password.toString());
        Path out = folder.resolve("out").resolve(name);
        if (command.equals("ab")) {
            line.addAll(List.of("--pairs", "2", "--pairs-max", "2", "--no-control"));
        } else if (command.equals("capacity")) {
            line.addAll(List.of("--first", "2/s", "--slo", "errors < 1%")); // Nothing is worth a second step.
        }
        if (!command.equals("probe")) {
            line.addAll(List.of("-d", "200ms", "--warmup", "0", "-c", "2", "--results"));
            line.add(out.resolve(command).toString());
            line.addAll(List.of("-o", "json=" + out.resolve(command + ".json")));
        }
        if (command.equals("run")) {
            for (String format : List.of("csv", "html", "markdown", "junit", "hlog")) {
                line.addAll(List.of("-o", format + "=" + out.resolve("run." + format)));
            }
        }
        return line.toArray(String[]::new);
    }

    @Test
    void neitherVariablesNorOptionsOfTheJvmReachAnyOutput() throws IOException, InterruptedException {
        Path out = Files.createDirectories(folder.resolve("out"));
        Map<String, String> variables = Map.of(
                "MAILRACE_AUTH_PASSWORD", MARK + "\r\n",
                "OTEL_EXPORTER_OTLP_HEADERS", "authorization=" + MARK);
        try (QuotingServer server = new QuotingServer(true)) {
            String said = spawned(
                    variables,
                    List.of(
                            "-Djavax.net.ssl.trustStorePassword=" + MARK,
                            "-Dmy.api.token=" + MARK,
                            "-Dproxy=http://me:" + MARK + "@proxy.example/"),
                    List.of(
                            "run",
                            server.address(),
                            "--auth-user",
                            "u",
                            "-n",
                            "3",
                            "-c",
                            "1",
                            "--results",
                            out.resolve("run").toString(),
                            "-o",
                            "html=" + out.resolve("page.html"),
                            "--otlp",
                            "http://127.0.0.1:9/v1/metrics?api_key=" + MARK));
            assertThat(said).contains("otlp: http://127.0.0.1:9/v1/metrics?***").contains("***");
            assertHidden("run", said);
            assertThat(Files.readString(out.resolve("run/run.json"))).contains("-Dmy.api.token=***");
            assertFilesAreClean("run", out);
        }
    }

    @Test
    void aVariableThatIsNoGoodIsRefusedByItsName() throws IOException, InterruptedException {
        String password = spawned(
                Map.of("MAILRACE_AUTH_PASSWORD", MARK + "\n" + MARK), List.of(), List.of("run", "--auth-user", "u"));
        assertThat(password).isEqualTo("mailrace: MAILRACE_AUTH_PASSWORD: several lines, or NUL (expected: one line)");
        for (String headers : List.of("authorization=" + MARK + "\nx", "authorization=" + MARK + "\r\nx=y")) {
            String said = spawned(
                    Map.of("OTEL_EXPORTER_OTLP_HEADERS", headers),
                    List.of(),
                    List.of("run", "-n", "1", "--no-results", "--otlp", "http://127.0.0.1:9/"));
            assertThat(said).startsWith("mailrace: otlp: OTEL_EXPORTER_OTLP_HEADERS: ");
            assertHidden(headers, said);
        }
    }

    /** What a process of its own says, which ends by itself. */
    private String spawned(Map<String, String> variables, List<String> jvm, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(Spawned.SHORT_LIVED);
        command.addAll(jvm);
        command.addAll(List.of("-cp", Spawned.classPath(), "dev.mailrace.cli.Main"));
        command.addAll(arguments);
        Path output = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        // Newer JDKs warn of native libraries, which the launcher allows.
        return Files.readString(output).replaceAll("(?m)^WARNING: .*\\R", "").strip();
    }
}
