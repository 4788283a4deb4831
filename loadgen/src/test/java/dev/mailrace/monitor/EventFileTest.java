package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventFileTest {
    private final Path path;

    EventFileTest(@TempDir Path folder) {
        path = folder.resolve("events");
    }

    private void append(String text) throws IOException {
        Files.writeString(path, text, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
    }

    @Test
    void whatIsAppendedIsRead() throws IOException {
        append("before\n");
        try (EventFile file = new EventFile(path)) {
            file.begin();
            assertThat(file.lines()).isEmpty();
            append("deployed\n\n  fail");
            assertThat(file.lines()).containsExactly("deployed");
            append("over ü \u001b[31m\nlast\n");
            assertThat(file.lines()).containsExactly("failover ü ?[31m", "last");
        }
    }

    @Test
    void aFileThatComesLaterIsReadFromItsStartAndSoIsOneThatWasCut() throws IOException {
        try (EventFile file = new EventFile(path)) {
            file.begin();
            assertThat(file.lines()).isEmpty();
            append("first one\n");
            assertThat(file.lines()).containsExactly("first one");
            Files.writeString(path, "new\n");
            assertThat(file.lines()).containsExactly("new");
        }
    }

    @Test
    void aLineOfAnyLengthIsCut() throws IOException {
        append("");
        try (EventFile file = new EventFile(path)) {
            file.begin();
            append("x".repeat(100_000) + "\nshort\n");
            assertThat(file.lines()).isEmpty();
            assertThat(file.lines()).containsExactly("x".repeat(200), "short");
        }
    }

    @Test
    void writersOfANamedPipeMayComeAndGo() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        EventFile.check(path);
        try (EventFile file = new EventFile(path)) {
            file.begin();
            assertThat(file.lines()).isEmpty();
            for (String text : new String[] {"one", "two"}) {
                try (OutputStream writer = Files.newOutputStream(path)) {
                    writer.write((text + "\n").getBytes(StandardCharsets.UTF_8));
                }
                assertThat(file.lines()).containsExactly(text);
            }
            assertThat(file.lines()).isEmpty();
        }
    }

    @Test
    void aFolderIsRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> EventFile.check(folder))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("events-from");
    }
}
