package dev.mailrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueSourceTest {
    private final Path folder;

    QueueSourceTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private void message(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
    }

    @Test
    void postfixHasAFileOfEachMessageSomeInFoldersWithin() throws IOException {
        for (String name : new String[] {"incoming", "active", "deferred", "bounce"}) {
            Files.createDirectories(folder.resolve(name));
        }
        message("incoming/4Bx1");
        message("active/4Bx2");
        message("active/4Bx3");
        message("deferred/A/B/A4Bx4");
        message("deferred/A/A4Bx5");
        message("deferred/C/C4Bx6");
        message("hold/4Bx7");
        message("bounce/4Bx8");
        assertThat(QueueSource.ofPostfix(folder).read())
                .containsOnly(
                        Map.entry("", 7.0),
                        Map.entry(".incoming", 1.0),
                        Map.entry(".active", 2.0),
                        Map.entry(".deferred", 3.0));
    }

    @Test
    void eximHasTwoFilesOfEachMessage() throws IOException {
        message("a/1abcDE-000000001-AB-H");
        message("a/1abcDE-000000001-AB-D");
        message("1abcDF-000000002-AB-H");
        message("1abcDF-000000002-AB-D");
        assertThat(QueueSource.ofExim(folder).read()).containsOnly(Map.entry("", 2.0));
    }

    @Test
    void aQueueThatIsGoneIsAFailureOfTheSystem() {
        assertThatThrownBy(QueueSource.ofPostfix(folder)::read)
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(MonitorFailure.reason((Exception) e)).endsWith("incoming: no such file"));
    }
}
