package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
    private static final long SEED = 5;

    private final Path folder;

    CorpusTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void threeMessagesAndSomethingElse() throws IOException {
        Files.writeString(folder.resolve("b.eml"), "A: bb\n\n");
        Files.writeString(folder.resolve("a.EML"), "A: a\n\n");
        Files.writeString(folder.resolve("c.eml"), "A: ccc\n\n");
        Files.writeString(folder.resolve("readme.txt"), "A: no\n\n");
        Files.createDirectory(folder.resolve("d.eml"));
    }

    @Test
    void aFoldersMessagesAreDrawnEvenly() {
        Corpus corpus = Corpus.ofFiles(folder, SEED, false);
        Map<String, Integer> counts = new TreeMap<>();
        for (long sequence = 0; sequence < 30_000; sequence++) {
            counts.merge(text(corpus, sequence), 1, Integer::sum);
        }
        assertThat(counts).containsOnlyKeys("A: a\r\n\r\n", "A: bb\r\n\r\n", "A: ccc\r\n\r\n");
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isCloseTo(10_000, within(400)));
    }

    @Test
    void theSameSeedDrawsTheSameFiles() {
        Corpus corpus = Corpus.ofFiles(folder, SEED, false);
        Corpus again = Corpus.ofFiles(folder, SEED, false);
        for (long sequence = 0; sequence < 1000; sequence++) {
            assertThat(text(again, sequence)).isEqualTo(text(corpus, sequence));
            assertThat(corpus.sizeBytesAt(sequence))
                    .isEqualTo(text(corpus, sequence).length());
        }
    }

    @Test
    void aSingleFileNeedsNoSuffix() {
        Corpus corpus = Corpus.ofFiles(folder.resolve("readme.txt"), SEED, false);
        assertThat(text(corpus, 9)).isEqualTo("A: no\r\n\r\n");
    }

    @Test
    void aCorpusKnowsItsLargestMessageAndItsName() {
        Path file = folder.resolve("b.eml");
        assertThat(Corpus.ofFiles(folder, SEED, false).bytesMax()).isEqualTo("A: ccc\r\n\r\n".length());
        assertThat(Corpus.ofFiles(folder, SEED, false)).hasToString(folder + ", 3 messages, 1 file refused");
        assertThat(Corpus.ofFiles(file, SEED, false)).hasToString(file + ", 1 message");
        Corpus generated = Corpus.generated(SizeDistribution.parse("1k-4k"), SEED);
        assertThat(generated.bytesMax()).isEqualTo(4096);
        assertThat(generated).hasToString("generated text, 1k-4k bytes");
        assertThat(Corpus.generated(GeneratedContent.BASE64, SizeDistribution.parse("4k"), SEED))
                .hasToString("generated base64, 4k bytes");
    }

    /** The contract of a template's body, over all that implement it. */
    @Test
    void manyLoopsMaySendABodyAtOnce() {
        for (Corpus corpus : List.of(
                Corpus.ofFiles(folder, SEED, false),
                Corpus.generated(SizeDistribution.parse("4k"), SEED),
                Corpus.generated(GeneratedContent.BASE64, SizeDistribution.parse("4k"), SEED))) {
            ByteBuf body = corpus.at(0).body(true);
            assertThat(body.isDirect()).isTrue();
            assertThat(body.isReadOnly()).isTrue();
            assertThat(body.hasMemoryAddress()).isTrue();
            int bytes = body.readableBytes();
            assertThat(body.internalNioBuffer(0, bytes)).isNotSameAs(body.internalNioBuffer(0, bytes));
            ByteBuf slice = body.retainedSlice(0, bytes);
            assertThat(slice.internalNioBuffer(0, bytes)).isNotSameAs(slice.internalNioBuffer(0, bytes));
            slice.release();
            body.release();
            assertThat(body.refCnt()).isOne();
            assertThat(body.getByte(0))
                    .isEqualTo((byte) body.toString(StandardCharsets.US_ASCII).charAt(0));
        }
    }

    private static String text(Corpus corpus, long sequence) {
        return corpus.at(sequence).body(true).toString(StandardCharsets.US_ASCII);
    }
}
