package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each key of a scenario, with a value that is no good: the refusal names the file, the line, the key and what is expected; as an
 * option it names the option. The keys are the published schema's, so that a new one is tested too.
 */
class RefusedKeyTest {
    /** No number, duration, address, host, word or file. */
    private static final String BAD = "no such/thing";

    private static final String TLS = "target: smtps://127.0.0.1:2465";

    /** For which any text will do. */
    private static final Set<String> ANY = Set.of("auth-user", "name", "title");

    /** What must stand beside a key for its value to count. */
    private static final Map<String, String> BESIDE = Map.of(
            "address-family", "target: 127.0.0.1:2525",
            "auth-password-file", "auth-user: user",
            "cacert", TLS,
            "cert", TLS,
            "key", TLS,
            "sni", TLS,
            "tls-ciphers", TLS,
            "tls-groups", TLS,
            "tls-versions", TLS);

    private final Path folder;

    RefusedKeyTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static List<String> keys() throws IOException {
        return names(schema().path("properties"));
    }

    static List<String> kindKeys() throws IOException {
        return names(schema().path("properties").path("sessions").path("items").path("properties"));
    }

    private static JsonNode schema() throws IOException {
        return new JsonMapper().readTree(Typed.run("schema").out());
    }

    private static List<String> names(JsonNode properties) {
        Iterable<String> names = properties::fieldNames;
        return StreamSupport.stream(names.spliterator(), false)
                .filter(name -> !name.equals("sessions"))
                .toList();
    }

    static Stream<String> options() throws IOException {
        return keys().stream().filter(key -> !key.equals("target"));
    }

    @Test
    void thereAreManyOfThem() throws IOException {
        assertThat(keys()).hasSizeGreaterThan(75);
        assertThat(kindKeys()).hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aMapIsRefusedForEveryKey(String key) throws IOException {
        assertThat(refusal("# a comment\n" + key + ":\n  a: b\n")).startsWith("3:3: " + key + ": a map (expected: ");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aBadValueIsToldWithItsKeyAndLine(String key) throws IOException {
        if (!ANY.contains(key)) {
            assertThat(refusal(BESIDE.getOrDefault(key, "# a comment") + "\n" + key + ": " + BAD + "\n"))
                    .startsWith("2:" + (key.length() + 3) + ": " + key + ": ")
                    .contains(" (expected: ")
                    .endsWith(")");
        }
    }

    @ParameterizedTest
    @MethodSource("kindKeys")
    void aBadValueOfAKindIsToldWithItsKeyAndLine(String key) throws IOException {
        if (!ANY.contains(key)) {
            String weight = key.equals("weight") ? "" : "    weight: 1\n";
            String text = BESIDE.getOrDefault(key, "# a comment") + "\nsessions:\n  - name: one\n" + weight + "    "
                    + key + ": " + BAD + "\n";
            assertThat(refusal(text))
                    .startsWith((weight.isEmpty() ? 4 : 5) + ":" + (key.length() + 7) + ": " + key + ": ")
                    .contains(" (expected: ")
                    .endsWith(")");
        }
    }

    /** Behind {@code FILE:}, of a scenario that costs one line and exit code 2. */
    private String refusal(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), text);
        String told = told("run", "-s", file.toString(), "--dry-run");
        assertThat(told).startsWith("mailrace: " + file + ":");
        return told.substring(("mailrace: " + file + ":").length());
    }

    /** The one line that a mistake costs; Netty's leak detector may have its say beside it. */
    private static String told(String... arguments) {
        Typed result = Typed.run(arguments);
        List<String> told = result.err()
                .lines()
                .filter(line -> line.startsWith("mailrace: "))
                .toList();
        assertThat(told).as(result.err()).hasSize(1);
        assertThat(result.exit()).isEqualTo(2);
        return told.get(0);
    }

    @ParameterizedTest
    @MethodSource("options")
    void aBadOptionIsToldWithItsName(String key) {
        if (!ANY.contains(key)) {
            String beside = BESIDE.getOrDefault(key, "").replace("target: ", "").replace("auth-user: ", "--auth-user=");
            String[] arguments = Stream.of("run", "--dry-run", "--" + key + "=" + BAD, beside)
                    .filter(argument -> !argument.isEmpty())
                    .toArray(String[]::new);
            assertThat(told(arguments))
                    .matches("mailrace: (" + key + ": |Invalid value for option '--" + key + "').*")
                    .containsPattern("expected| is not an? ");
        }
    }
}
