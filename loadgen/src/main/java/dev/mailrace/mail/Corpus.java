package dev.mailrace.mail;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** All content of a run: which template a message uses and how large it is. Immutable; any thread may use it. */
public sealed interface Corpus permits GeneratedCorpus, FileCorpus {
    /** Plain text messages of the sizes asked for; prepares the largest one's text. */
    static Corpus generated(SizeDistribution sizes, long seed) {
        return generated(GeneratedContent.TEXT, sizes, seed);
    }

    /** Messages of the sizes asked for; prepares the largest one's content. */
    static Corpus generated(GeneratedContent content, SizeDistribution sizes, long seed) {
        return new GeneratedCorpus(content, sizes, seed);
    }

    /**
     * Which header fields a message from a file gets.
     *
     * <p>New ones break what was signed (RFC 6376 §5.4), but for a field in front that no signature speaks of.
     */
    enum Stored {
        /** Those of the stamp, instead of its own. */
        STAMPED,
        /** Its own alone: it is sent byte for byte, and not recognised on arrival. */
        VERBATIM,
        /** Its own, and a field in front by which it is recognised. */
        MARKED
    }

    /** Messages from files, as {@link #ofFiles(Path, long, boolean, Stored)} has them, stamped. */
    static Corpus ofFiles(Path source, long seed, boolean binary) {
        return ofFiles(source, seed, binary, Stored.STAMPED);
    }

    /**
     * Messages from files, drawn evenly.
     *
     * @param source one message, an mbox file, a Maildir folder, or a folder of them
     * @param binary whether what follows a header is sent as it is, for BINARYMIME; else lines end with CRLF
     * @throws IllegalArgumentException in one line with the file and what was expected
     */
    static Corpus ofFiles(Path source, long seed, boolean binary, Stored stored) {
        return FileCorpus.read(source, seed, binary, stored);
    }

    /** Files that are no messages, each with the reason; empty where all were read. */
    default List<String> refused() {
        return List.of();
    }

    /** As people read it in a plan. */
    default String words() {
        return toString();
    }

    /** As it is written to files: names and plain values. */
    Map<String, Object> describe();

    /** Which header fields all its messages get. */
    Stamp.Fields stamped();

    /** The template of message number {@code sequence}. */
    Template at(long sequence);

    /**
     * How large message number {@code sequence} is to be, in bytes before stuffing. A message from a file counts without
     * the stamp's fields.
     */
    long sizeBytesAt(long sequence);

    /** The largest that {@link #sizeBytesAt} returns. */
    long bytesMax();
}
