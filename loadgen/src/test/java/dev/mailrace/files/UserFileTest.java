package dev.mailrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("jdk")
class UserFileTest {
    private static final String EXPECTED = " (expected: a text of ours)";

    private final Path folder;

    UserFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aFileWithoutAnEndIsRefusedAtItsLimit() {
        refuses("thing: /dev/zero: more than 1,000 bytes (expected: at most that)", Path.of("/dev/zero"));
    }

    @Test
    void aFileAsLargeAsItsLimitIsRead() throws IOException {
        Path file = Files.write(folder.resolve("full"), new byte[1_000]);
        assertThat(named(file).bytes()).hasSize(1_000);
        Files.write(file, new byte[1_001]);
        refuses("thing: " + file + ": more than 1,000 bytes (expected: at most that)", file);
    }

    @Test
    void aStreamEndsAtTheLimitToo() throws IOException {
        UserFile zero = named(Path.of("/dev/zero"));
        try (InputStream in = zero.stream()) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOfSatisfying(
                            IOException.class,
                            e -> assertThat(zero.unreadable(e))
                                    .hasMessage("thing: /dev/zero: more than 1,000 bytes (expected: at most that)"));
        }
    }

    @Test
    void whatCannotBeReadSaysWhyAndNothingOfWhatItHolds() throws IOException {
        refuses("thing: " + folder + ": a folder" + EXPECTED, folder);
        refuses("thing: " + folder.resolve("none") + ": no such file" + EXPECTED, folder.resolve("none"));
        Path latin1 = Files.write(folder.resolve("latin1"), "größe".getBytes(StandardCharsets.ISO_8859_1));
        refuses("thing: " + latin1 + ": not UTF-8" + EXPECTED, latin1);
    }

    @Test
    void aByteOrderMarkIsNoPartOfATextAndAllElseIs() throws IOException {
        Path file = Files.writeString(folder.resolve("marked"), "\ufeff a \r\n");
        assertThat(named(file).text()).isEqualTo(" a \r\n");
    }

    @Test
    void whatIsNoFileNameIsNoFaultOfOurs() {
        assertThatThrownBy(() -> UserFile.path("address", "a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("address: \"a?b\" is no file name here");
    }

    private static UserFile named(Path file) {
        return new UserFile("thing", file, 1_000, "a text of ours");
    }

    private static void refuses(String message, Path file) {
        assertThatThrownBy(() -> named(file).text())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
