package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Servers that somebody else wrote; scripts/test starts them and says where they listen. */
final class RealServers {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final String DOVECOT = "dovecot";

    private RealServers() {}

    /** Whether there are any. */
    static boolean any() {
        return System.getProperties().stringPropertyNames().stream()
                .anyMatch(name -> name.matches("mailrace\\..*\\.port"));
    }

    /** A run that ends well, or is only called invalid because the machine is busy, which makes no wrong counts. */
    static JsonNode run(String server, String... arguments) throws IOException {
        List<String> more = new ArrayList<>(List.of(arguments));
        more.addAll(List.of("--no-results", "--drain", "60s", "-o", "json=-"));
        Typed result = type("run", server, more.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isIn(0, 97);
        return read(result);
    }

    /** The run that was printed. */
    static JsonNode read(Typed result) throws IOException {
        return JSON.readTree(result.out());
    }

    static Typed type(String command, String server, String... arguments) {
        List<String> typed = new ArrayList<>(List.of(command, target(server)));
        typed.addAll(List.of(arguments));
        return Typed.run(typed.toArray(String[]::new));
    }

    /** Dovecot's LMTP comes with Postfix. */
    private static String target(String server) {
        return server.equals(DOVECOT)
                ? "lmtp://127.0.0.1:" + (Integer.getInteger("mailrace.postfix.port", 0) + 3)
                : "127.0.0.1:" + Integer.getInteger("mailrace." + server + ".port", 0);
    }

    /** Arguments that log in so, and {@code more}; the password goes to a file in the folder. */
    static String[] login(Path folder, String mechanism, String user, String password, String... more)
            throws IOException {
        Path file = Files.writeString(folder.resolve("password"), password + "\n");
        List<String> typed = new ArrayList<>(
                List.of("--auth", mechanism, "--auth-user", user, "--auth-password-file", file.toString()));
        typed.addAll(List.of(more));
        return typed.toArray(String[]::new);
    }

    static void assertAllAccepted(JsonNode run) {
        assertThat(run.at("/books_balanced").asBoolean()).isTrue();
        assertThat(run.at("/totals/accepted").asLong()).isPositive();
        assertThat(run.at("/totals/accepted").asLong())
                .isEqualTo(run.at("/totals/arrivals").asLong());
        assertThat(run.at("/warmup_totals/accepted").asLong())
                .isEqualTo(run.at("/warmup_totals/arrivals").asLong());
    }

    /** What the server must have counted: also the warm-up's. */
    static long accepted(JsonNode run) {
        return run.at("/totals/accepted").asLong()
                + run.at("/warmup_totals/accepted").asLong();
    }

    /** The server's own count of accepted messages, from its log. */
    static long countOf(String server) throws IOException, InterruptedException {
        Process count = new ProcessBuilder(
                        Path.of("..", "scripts", "servers", server).toString(),
                        "count",
                        "--dir",
                        System.getProperty("mailrace." + server + ".dir"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(count.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(count.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Long.parseLong(printed);
    }
}
