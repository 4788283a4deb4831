package dev.mailrace.monitor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The first number in a file. */
record FileSource(Path file) implements Source {
    static final int BYTES_MAX = 64 << 10;

    @Override
    public Map<String, Double> read() throws IOException {
        return Map.of("", FirstNumber.of(start(file), file.toString()));
    }

    /** What a file begins with. */
    static String start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
        }
    }
}
