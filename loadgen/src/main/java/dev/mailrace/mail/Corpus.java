package dev.mailrace.mail;

import java.nio.file.Path;

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
     * Messages from files, drawn evenly.
     *
     * @param fileOrFolder one message, or a folder with messages in files named {@code *.eml}
     * @param binary whether what follows a header is sent as it is, for BINARYMIME; else lines end with CRLF
     * @throws IllegalArgumentException in one line with the file and what was expected
     */
    static Corpus ofFiles(Path fileOrFolder, long seed, boolean binary) {
        return FileCorpus.read(fileOrFolder, seed, binary);
    }

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
