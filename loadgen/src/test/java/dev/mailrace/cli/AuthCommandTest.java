package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What logins cost, as it is typed. */
class AuthCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void eachMechanismOfTheServerHasALine() {
        Typed result = Typed.run("auth", "--no-results", "-c", "2", "-d", "200ms", "--warmup", "0s");
        assertRan(result);
        List<String> mechanisms = List.of(
                "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "DIGEST-MD5", "CRAM-MD5", "NTLM", "PLAIN", "LOGIN");
        assertThat(rows(result, "mechanism")).isEqualTo(mechanisms);
        assertThat(rows(result, "medians")).isEqualTo(mechanisms);
        assertThat(result.out())
                .as("fits a terminal, rounds and all")
                .containsPattern("\nmedians +round 1 +round 2 +round 3 +client +× PLAIN\n");
        assertThat(result.out().lines().dropWhile(line -> !line.startsWith("mechanism ")))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(result.out().lines().findFirst().orElse("")).containsPattern(" costs [0-9.]+ × PLAIN$|^INVALID: ");
    }

    @Test
    void roundsClientShareAndRefusalsAreApart(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("auth.json");
        Typed result = Typed.run(
                "auth",
                "--no-results",
                "-c",
                "1",
                "-d",
                "500ms",
                "--warmup",
                "0s",
                "--wrong",
                "50%",
                "--mechanisms",
                "SCRAM-SHA-256,XOAUTH2",
                "-o",
                "json=" + json);
        assertRan(result);
        JsonNode all = JSON.readTree(json.toFile()).at("/mechanisms");
        JsonNode scram = all.get(0).at("/run");
        assertThat(all.at("/0/salting/iterations").asInt()).as("the sink's").isEqualTo(4096);
        assertThat(all.at("/0/salting/kept").asBoolean()).isTrue();
        assertThat(all.at("/1").has("salting")).isFalse();
        long accepted = scram.at("/totals/accepted").asLong();
        long rejected = scram.at("/totals/rejected").asLong();
        assertThat(accepted).isPositive();
        assertThat(Math.abs(accepted - rejected)).as("half of them").isLessThanOrEqualTo(1);
        assertThat(scram.at("/totals/failed").asLong()).isZero();
        assertThat(scram.at("/books_balanced").asBoolean()).isTrue();
        assertThat(scram.at("/phases/auth/service/count").asLong()).isEqualTo(accepted);
        assertThat(scram.at("/phases/auth/failed/count").asLong()).isEqualTo(rejected);
        assertThat(scram.at("/phases/auth_round_1/service/count").asLong())
                .as("the first challenge comes to all")
                .isGreaterThanOrEqualTo(accepted + rejected);
        assertThat(scram.at("/phases/auth_round_3/service/count").asLong())
                .as("the server's signature comes to those who know the password")
                .isEqualTo(accepted);
        assertThat(scram.at("/phases/auth_client/service/count").asLong()).isEqualTo(accepted);
        assertThat(scram.at("/outcomes/0/code").asInt()).isIn(235, 535);
        JsonNode tokens = all.get(1).at("/run");
        assertThat(tokens.at("/phases/auth_round_2/failed/count").asLong())
                .as("what was wrong with a token is told in a round of its own")
                .isEqualTo(tokens.at("/totals/rejected").asLong());
    }

    @Test
    void anOpenLoopLogsInAtItsRate() throws IOException {
        Typed result = Typed.run(
                "auth",
                "--no-results",
                "-R",
                "50/s",
                "-d",
                "1s",
                "--warmup",
                "0s",
                "--mechanisms",
                "PLAIN",
                "-o",
                "json=-");
        assertRan(result);
        JsonNode run = JSON.readTree(result.out()).at("/mechanisms/0/run");
        assertThat(run.at("/totals/accepted").asLong()).isEqualTo(50);
        assertThat(run.at("/sessions/attempted").asLong()).isEqualTo(50);
        assertThat(result.err()).contains("mechanism").contains("PLAIN");
    }

    @Test
    void thresholdsMarkdownJunitAndAScenarioFileAreAsForARun(@TempDir Path folder) throws IOException {
        Path scenario = Files.writeString(folder.resolve("plan.yaml"), """
                auth: PLAIN
                connections: 2
                duration: 300ms
                warmup: 0s
                title: Cost of logins
                slo: [accepted > 1000000/s]
                """);
        Path junit = folder.resolve("cases.xml");
        Path markdown = folder.resolve("logins.md");
        Typed result = Typed.run(
                "auth",
                "-s",
                scenario.toString(),
                "--no-results",
                "-o",
                "junit=" + junit,
                "-o",
                "markdown=" + markdown);
        assertThat(result.exit()).as(result.err()).isIn(99, 97);
        assertThat(result.out()).contains("PLAIN", "Cost of logins\n");
        assertThat(junit).content().contains("mailrace.run.PLAIN").contains("mailrace.slo.PLAIN");
        assertThat(markdown).content().contains("| mechanism |", "## PLAIN", "*Cost of logins*");
    }

    @Test
    void typedGoesBeforeTheScenarioFileAndItsMistakesAreNamed(@TempDir Path folder) throws IOException {
        Path scenario = Files.writeString(
                folder.resolve("plan.yaml"), "auth: LOGIN\nconnections: none\nduration: 300ms\nwarmup: 0s\n");
        String[] typed = {"auth", "-s", scenario.toString(), "--no-results", "--mechanisms", "PLAIN"};
        Typed result = Typed.run(typed);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.complaint()).contains("plan.yaml:2").contains("connections: none");
        Files.writeString(scenario, "auth: LOGIN\nconnections: 2\nduration: 300ms\nwarmup: 0s\n");
        Typed right = Typed.run(typed);
        assertThat(right.exit()).as(right.err()).isIn(0, 97);
        assertThat(right.out()).contains("PLAIN").doesNotContain("LOGIN");
    }

    @Test
    void aWrongPasswordIsNoTargetThatWasNotReached(@TempDir Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "wrong\n");
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults())) {
            for (String command :
                    List.of("auth --mechanisms PLAIN -d 200ms --warmup 0s", "run -n 1", "capacity --by auth")) {
                String[] typed = (command + " 127.0.0.1:" + sink.address().getPort()
                                + " --no-results --auth-user u --auth-password-file " + password)
                        .split(" ", -1);
                assertThat(Typed.run(typed).exit()).as(command).isEqualTo(4);
            }
        }
    }

    @Test
    void aMechanismThatTheServerLacksIsTold() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer("220 hi", "250-hi\r\n250 AUTH PLAIN", "221 bye")) {
            Typed result = Typed.run(
                    "auth",
                    "--no-results",
                    "127.0.0.1:" + peer.port(),
                    "--auth-user",
                    "u",
                    "--mechanisms",
                    "CRAM-MD5",
                    "--auth-password-file",
                    "pom.xml");
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.complaint()).contains("does not offer CRAM-MD5 (expected: of PLAIN)");
        }
    }

    @Test
    void mistakesCostOneLine(@TempDir Path folder) throws IOException {
        String password = Files.writeString(folder.resolve("password"), "p\n").toString();
        for (List<String> mistake : List.of(
                List.of("--wrong 110% --auth-user u", "wrong: 110% (expected: a percentage from 0% to 100%)"),
                List.of("--wrong many --auth-user u", "wrong: many (expected: a percentage from 0% to 100%)"),
                List.of("-o yaml=x --auth-user u", "output: yaml (expected: one of json, html, markdown, junit)"),
                List.of("-c 0 --auth-user u", "connections: 0 (expected: a whole number from 1 to 1000000)"),
                List.of("-c 1000000 --auth-user u", "connections: 1000000 need 2000000 files"),
                List.of("--users 9..1 --auth-user u", "users: 9..1 (expected: FIRST..LAST"))) {
            String[] typed = ("auth --auth-password-file " + password + " " + mistake.get(0)).split(" ", -1);
            Typed result = Typed.run(typed);
            assertThat(result.exit()).as(mistake.get(0)).isEqualTo(2);
            assertThat(result.err()).contains("mailrace: " + mistake.get(1)).doesNotContain("Exception");
        }
    }

    @Test
    void aTargetNeedsAUser() {
        Typed result = Typed.run("auth", "--no-results", "127.0.0.1:25");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.complaint()).startsWith("mailrace: auth: no user");
    }

    /** What nobody asked for shifts all replies by one: a wrong password would be answered by the EHLO's 250. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "220 hi\\r\\n220 hi again | 250-hi\\r\\n250 AUTH PLAIN | 535 5.7.8 no",
                "220 hi | 250-hi\\r\\n250 AUTH PLAIN\\r\\n250 and more | 535 5.7.8 no",
                "220 hi | 250-hi\\r\\n250 AUTH PLAIN\\r\\n235 2.7.0 come in | 535 5.7.8 no"
            })
    void aReplyThatNobodyAskedForIsNoLogin(String banner, String hello, String auth, @TempDir Path folder)
            throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "wrong\n");
        try (ScriptedPeer peer = new ScriptedPeer(lines(banner), lines(hello), auth, "221 bye")) {
            String target = "127.0.0.1:" + peer.port();
            Typed result = Typed.run(
                    "auth",
                    target,
                    "--no-results",
                    "--auth-user",
                    "u",
                    "--auth-password-file",
                    password.toString(),
                    "-d",
                    "300ms",
                    "--warmup",
                    "0s",
                    "-c",
                    "1");
            assertThat(result.exit()).as(result.out() + result.err()).isNotZero();
            assertThat(result.out() + result.err())
                    .containsPattern("no SMTP at ehlo|protocol at auth")
                    .doesNotContainPattern("… [1-9]");
        }
    }

    /** The first words of the rows below that head. */
    private static List<String> rows(Typed result, String head) {
        return result.out()
                .lines()
                .dropWhile(line -> !line.startsWith(head + " "))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    private static String lines(String text) {
        return text.replace("\\r\\n", "\r\n");
    }

    /** On a busy machine the generator may distrust itself; what it did is the same. */
    private static void assertRan(Typed result) {
        assertThat(result.exit()).as(result.err()).isIn(0, 97);
    }
}
