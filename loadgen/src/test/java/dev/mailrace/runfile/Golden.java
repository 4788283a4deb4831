package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that show how output has to look. What came instead is written to {@code target/golden}, to be compared. */
public final class Golden {
    private Golden() {}

    public static void assertSame(String name, String actual) {
        try (InputStream in = Golden.class.getResourceAsStream("/report/" + name)) {
            String expected = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!actual.equals(expected)) {
                Path folder = Files.createDirectories(Path.of("target", "golden"));
                Files.writeString(folder.resolve(name), actual);
            }
            assertThat(actual).as(name).isEqualTo(expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
