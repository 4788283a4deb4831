package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What bash itself offers with the script that the command prints. */
class CompletionTest {
    private static Path folder = Path.of("");

    @BeforeAll
    static void writesTheScript(@TempDir Path place) throws IOException {
        folder = place;
        Typed typed = Typed.run("generate-completion");
        assertThat(typed.exit()).isZero();
        Files.writeString(folder.resolve("completion.bash"), typed.out());
        Files.createFile(folder.resolve("corpus.eml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --content       | text base64",
                "run --body          | 7bit 8bitmime binarymime",
                "run --transport     | auto io_uring epoll nio",
                "run --tls-provider  | boringssl jdk bouncy-castle",
                "run --tls-versions  | TLSv1.2 TLSv1.3",
                "run --proxy-protocol| v1 v2 1 2",
                "run --pipelining    | none transaction session",
                "run --auth-order    | turn random zipf",
                "run --starttls      | required opportunistic never",
                "auth --transport    | auto io_uring epoll nio",
                "capacity --by       | rate connections auth",
                "ab --drop-after     | connect tls banner ehlo auth mail rcpt data content",
            })
    void eachOptionIsOfferedItsOwnValues(String typed, String offered) throws Exception {
        assertThat(completed(typed + " ''")).containsExactly(offered.split(" "));
    }

    @Test
    void optionsThatTakeFilesAreOfferedFiles() throws Exception {
        assertThat(completed("run --eml corp")).containsExactly("corpus.eml");
        assertThat(completed("run --cacert corp")).containsExactly("corpus.eml");
    }

    @Test
    void commandsAreOffered() throws Exception {
        assertThat(completed("cap")).containsExactly("capacity");
    }

    private static List<String> completed(String typed) throws IOException, InterruptedException {
        String script = "source completion.bash; COMP_WORDS=(mailrace " + typed
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_mailrace 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        return Arrays.stream(out.split("\n")).map(String::strip).toList();
    }
}
