package dev.mailrace.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A scenario takes its files along, and reads no others where it arrives. */
class ShippedScenarioTest {
    @Command
    static final class Run {
        @Parameters(arity = "0..1")
        String target = "";

        @Mixin
        PlanOptions plan = new PlanOptions();
    }

    private static ShippedScenario shipped(String... arguments) {
        CommandLine line = new CommandLine(new Run());
        line.setExpandAtFiles(false);
        line.parseArgs(arguments);
        return ShippedScenario.of(line.getCommandSpec(), Map.of());
    }

    @Test
    void onlyWhatNamesAFileIsOne(@TempDir Path here) throws IOException {
        Path secret = Files.writeString(here.resolve("secret"), "pw");
        ShippedScenario shipped = shipped(
                "127.0.0.1", "--title", "@alice", "--note", "by=@bob", "--auth-password-file", secret.toString());
        assertThat(shipped.scenario()).contains("@alice").doesNotContain(here.toString());
        assertThat(shipped.files()).hasSize(1);
        assertThat(RunKeys.ofFiles()).contains("eml", "auth-password-file", "credentials", "cacert", "cert", "key");
    }

    @Test
    void filesGoAlongUnderNamesOfTheirOwn(@TempDir Path here, @TempDir Path there) throws IOException {
        Path corpus = Files.createDirectories(here.resolve("corpus/sub"));
        Files.writeString(corpus.resolve("a.eml"), "a");
        Files.writeString(here.resolve("corpus/b.eml"), "b");
        Path users = Files.writeString(here.resolve("users.csv"), "users");
        ShippedScenario shipped = shipped(
                "127.0.0.1", "-F", here.resolve("corpus").toString(), "-t", "@" + users, "-R", "5/s", "--poisson");
        assertThat(shipped.scenario())
                .doesNotContain(here.toString())
                .contains("rate: 5/s")
                .contains("poisson: true");
        assertThat(shipped.files().values().stream().map(content -> new String(content, StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrder("a", "b", "users");
        String scenario = shipped.unpack(there);
        Path mail = Path.of(value(scenario, "eml"));
        assertThat(mail).startsWith(there);
        assertThat(Files.readString(mail.resolve("sub/a.eml"))).isEqualTo("a");
        assertThat(Files.readString(mail.resolve("b.eml"))).isEqualTo("b");
        assertThat(Files.readString(Path.of(value(scenario, "to").substring(1))))
                .isEqualTo("users");
    }

    private static String value(String scenario, String key) {
        return scenario.lines()
                .filter(line -> line.startsWith(key + ": "))
                .map(line -> line.substring(key.length() + 2).replaceAll("['\"]", ""))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eml: /etc",
                "auth-password-file: /etc/hostname",
                "credentials: ../../../../../../etc/passwd",
                "key: .",
                "to: '@/etc/passwd'",
                "to: ['a@b.example', '@/etc/passwd']",
                "from: '@'",
                "sessions: [{name: a, weight: 1, cert: /etc/hostname}]"
            })
    void aFileThatDidNotComeAlongIsRefused(String scenario, @TempDir Path there) {
        assertThatThrownBy(() -> new ShippedScenario(scenario, Map.of()).unpack(there))
                .isInstanceOf(Refusal.class)
                .hasMessageEndingWith("(expected: one that came with the scenario)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/x", "../x", "a/../../x", "."})
    void aFileThatWouldStandElsewhereIsNotWritten(String name, @TempDir Path there) {
        ShippedScenario shipped = new ShippedScenario("rate: 1/s", Map.of(name, new byte[1]));
        assertThatThrownBy(() -> shipped.unpack(there)).isInstanceOf(Refusal.class);
        assertThat(there).isEmptyDirectory();
    }

    @Test
    void moreThanAMessageHoldsIsRefused(@TempDir Path here) throws IOException {
        Path file = Files.write(here.resolve("large.eml"), new byte[ShippedScenario.BYTES_MAX + 1]);
        assertThatThrownBy(() -> shipped("-F", file.toString())).hasMessageStartingWith("eml: more than 64 MiB");
    }
}
