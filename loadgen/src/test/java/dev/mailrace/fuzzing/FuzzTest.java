package dev.mailrace.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What holds of a parser whatever it is given: {@code scripts/fuzz} looks for bytes that break it, and as a test it is held
 * against the bytes in its corpus, the folder {@code fuzz/} and its name among the test resources.
 *
 * <p>A finding becomes a file there, named after what it broke.
 */
public abstract class FuzzTest {
    /** A refusal is a line for people. */
    private static final int REFUSAL_CHARACTERS_MAX = 1_500;

    /** Tries these bytes: returns, or throws what is wrong with the parser. Neither keeps nor changes anything. */
    protected abstract void fuzz(byte[] input) throws Exception;

    /** Whether what takes long of longer inputs is looked for, too; not where time is spent on purpose. */
    protected boolean growsEvenly() {
        return true;
    }

    @TestFactory
    Stream<DynamicTest> theCorpus() throws IOException, URISyntaxException {
        URL url = getClass().getResource("/fuzz/" + getClass().getName());
        assertThat(url)
                .as("a folder fuzz/%s of the test resources", getClass().getName())
                .isNotNull();
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of(url.toURI()))) {
            files = found.sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        String.valueOf(file.getFileName()), () -> fuzz(Files.readAllBytes(file))));
    }

    /** What every refusal, and whatever a peer's bytes become in words for people, must be: short, and printable. */
    protected static void assertPlain(String words) {
        if (words.length() > REFUSAL_CHARACTERS_MAX) {
            throw new AssertionError("words of " + words.length() + " characters: " + words.substring(0, 200) + "…");
        }
        words.codePoints()
                .filter(c -> c < ' ' || (c >= 0x7f && c < 0xa0))
                .findFirst()
                .ifPresent(c -> {
                    throw new AssertionError("words with control character " + c + ": " + words);
                });
    }

    /** Cheaper than an assertion library's, which would be most of what is run. */
    protected static void assertSame(Object actual, Object expected, String what) {
        if (!actual.equals(expected)) {
            throw new AssertionError(what + ": " + actual + " (expected: " + expected + ")");
        }
    }

    protected static void assertTrue(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
