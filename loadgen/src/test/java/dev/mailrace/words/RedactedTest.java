package dev.mailrace.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedactedTest {
    private static final List<String> ARGUMENTS = List.of(
            "run",
            "127.0.0.1:2525",
            "--slo",
            "p99(content) < 200ms",
            "",
            "it's",
            "'",
            "\"double\" $HOME `id` $(id) !! \\ \\n",
            "a*?[b]{c,d}~",
            "~",
            "#no comment",
            "user%05d@example.test",
            "jürgen@exämple.test ✗ 日本",
            "two\nlines\ttab",
            "--note=key a=b;c|d&e<f>g",
            "-R",
            "500/s",
            "=ls");

    @Test
    void aShellTakesTheLineApartIntoTheSameArguments() throws IOException, InterruptedException {
        String line = Redacted.line(ARGUMENTS);
        Process shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        try (OutputStream script = shell.getOutputStream()) { // As an argument it would have to suit this JVM's locale.
            script.write(
                    ("for word in " + line + "; do printf '%s\\0' \"$word\"; done").getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        List<String> words = new ArrayList<>(List.of(said.split("\0", -1)));
        words.remove(words.size() - 1);
        assertThat(words).containsExactlyElementsOf(ARGUMENTS);
    }

    @Test
    void whatNeedsNoQuotesHasNone() {
        assertThat(Redacted.line(List.of("run", "smtp+starttls://127.0.0.1:2525", "-t", "user%05d@example.test")))
                .isEqualTo("run smtp+starttls://127.0.0.1:2525 -t user%05d@example.test");
        assertThat(Redacted.line(List.of("--password=hunter2", "-l", "4k:70,64k:30")))
                .isEqualTo("'--password=***' -l 4k:70,64k:30");
    }
}
