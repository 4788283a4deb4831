package dev.mailrace.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for files that are written over and over: what reads files is given one. Removed when the JVM ends. */
public final class Scratch {
    private final Path folder;

    public Scratch() {
        try {
            folder = Files.createTempDirectory("fuzz");
        } catch (IOException e) {
            throw new IllegalStateException("no temporary folder", e);
        }
        folder.toFile().deleteOnExit();
    }

    /** The file of that name, which holds these bytes now and no others. */
    public Path file(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            file.toFile().deleteOnExit();
        }
        return Files.write(file, bytes);
    }
}
