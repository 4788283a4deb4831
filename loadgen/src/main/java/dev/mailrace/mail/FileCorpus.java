package dev.mailrace.mail;

import dev.mailrace.wire.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Stored messages, one drawn evenly for each message sent. Immutable; costs the files' bytes.
 *
 * <p>At most {@value #FILES_MAX} files and {@value #BYTES_MAX} bytes in all.
 */
final class FileCorpus implements Corpus {
    static final int FILES_MAX = 100_000;
    static final long BYTES_MAX = SizeDistribution.BYTES_MAX;

    private static final String EXPECTED = "a message, or a folder with *.eml";

    private final Path source;
    private final List<StoredMessage> messages;
    private final long seed;

    private FileCorpus(Path source, List<StoredMessage> messages, long seed) {
        this.source = source;
        this.messages = List.copyOf(messages);
        this.seed = seed;
    }

    /** See {@link Corpus#ofFiles}. */
    static FileCorpus read(Path fileOrFolder, long seed, boolean binary) {
        List<StoredMessage> messages = new ArrayList<>();
        long bytesLeft = BYTES_MAX;
        for (Path file : files(fileOrFolder)) {
            try {
                long bytes = Files.size(file);
                if (bytes == 0) {
                    throw refused(file, "empty", "a message");
                }
                if (bytes > bytesLeft) {
                    throw refused(fileOrFolder, "more than " + BYTES_MAX + " bytes", "at most that");
                }
                bytesLeft -= bytes;
                messages.add(new StoredMessage(Files.readAllBytes(file), binary));
            } catch (IOException e) {
                throw new UnreadableFileException(file, e, EXPECTED);
            }
        }
        return new FileCorpus(fileOrFolder, messages, seed);
    }

    /** Sorted by name, so that the seed picks the same ones on every machine. */
    private static List<Path> files(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(fileOrFolder)) {
            files = found.filter(FileCorpus::isMessage)
                    .sorted()
                    .limit(FILES_MAX + 1L)
                    .toList();
        } catch (IOException e) {
            throw new UnreadableFileException(fileOrFolder, e, EXPECTED);
        }
        if (files.isEmpty()) {
            throw refused(fileOrFolder, "no *.eml in this folder", "at least one");
        }
        if (files.size() > FILES_MAX) {
            throw refused(fileOrFolder, "more than " + FILES_MAX + " files", "at most that");
        }
        return files;
    }

    private static boolean isMessage(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".eml") && Files.isRegularFile(file);
    }

    private static IllegalArgumentException refused(Path file, String value, String expected) {
        return new IllegalArgumentException(
                Printable.of(file.toString()) + ": " + value + " (expected: " + expected + ")");
    }

    @Override
    public Template at(long sequence) {
        return message(sequence);
    }

    @Override
    public long sizeBytesAt(long sequence) {
        return message(sequence).textBytes(0);
    }

    private StoredMessage message(long sequence) {
        return messages.get((int) Draw.FILE.below(seed, sequence, messages.size()));
    }

    @Override
    public long bytesMax() {
        return messages.stream()
                .mapToLong(message -> message.textBytes(0))
                .max()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return source + ", " + (messages.size() == 1 ? "1 message" : messages.size() + " messages");
    }
}
