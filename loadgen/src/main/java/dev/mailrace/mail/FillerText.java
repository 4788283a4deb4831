package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Readable text that follows from a seed: sentences in lines of at most {@value #LINE_CHARACTERS_MAX} characters.
 *
 * <p>Printable ASCII only. No line is empty, begins with anything but a letter, or ends with a blank; so the text needs
 * no stuffing. Owned by one thread.
 */
final class FillerText {
    /** RFC 5322 §2.1.1 asks for 78; a full stop may come on top. */
    static final int LINE_CHARACTERS_MAX = 75;

    private static final int SENTENCE_WORDS_MIN = 4;
    private static final int SENTENCE_WORDS_MAX = 13;

    // "From" is not among them: mbox files escape it at the start of a line, which would change a message's size.
    private static final List<String> WORDS = List.of(
            ("a about after again all along an and any as at be before between both brief busy but by calm can carry"
                            + " clear close cold come count day deep each early east even every far fast few field find"
                            + " first five for form four full gate gentle go good grand green half hand have head hill"
                            + " hold home hour house if in into it keep kind land large last late lead leave left less"
                            + " letter light like line list little long look made mail make many mark may mean meet"
                            + " message mile mind more morning most move much near never new next night no north not note"
                            + " now number of off often old on once one only open or order other our out over own page"
                            + " paper part pass past path people place plain point post queue quick quiet rain read ready"
                            + " rest right river road room round run sail same say sea second see send server set seven"
                            + " short side simple six slow small so some soon sort sound south stand star start still stone"
                            + " such sun take ten than that the then there these they thing this those three through time"
                            + " to today told too town tree true turn two under until up upon us very wait walk warm was"
                            + " water way we week well west what wheel when where which while white who wide wind with"
                            + " word work world would year yes yet you young your")
                    .split(" "));

    private final long seed;
    private final byte[] line = new byte[LINE_CHARACTERS_MAX + 2];
    private int length;
    private long drawn;
    private long wordsLeft;

    FillerText(long seed) {
        this.seed = seed;
    }

    /**
     * Appends text until the buffer is full; the last line may be cut anywhere.
     *
     * @param out borrowed
     */
    void fill(ByteBuf out) {
        while (out.isWritable()) {
            String word = nextWord();
            if (length > 0 && length + 1 + word.length() > LINE_CHARACTERS_MAX) {
                endLine(out);
            }
            if (length > 0) {
                line[length++] = ' ';
            }
            byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(bytes, 0, line, length, bytes.length);
            length += bytes.length;
        }
    }

    private void endLine(ByteBuf out) {
        line[length] = '\r';
        line[length + 1] = '\n';
        out.writeBytes(line, 0, Math.min(length + 2, out.writableBytes()));
        length = 0;
    }

    /** A word with the case and the full stop that its place in the sentence asks for. */
    private String nextWord() {
        String word = WORDS.get((int) Draw.WORD.below(seed, drawn++, WORDS.size()));
        if (wordsLeft == 0) {
            int choices = SENTENCE_WORDS_MAX - SENTENCE_WORDS_MIN + 1;
            wordsLeft = SENTENCE_WORDS_MIN + Draw.WORD.below(seed, drawn++, choices);
            word = word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
        }
        wordsLeft--;
        return wordsLeft == 0 ? word + "." : word;
    }
}
