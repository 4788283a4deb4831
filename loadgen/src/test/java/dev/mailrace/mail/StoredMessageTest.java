package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredMessageTest {
    private static final String STAMP = """
            X-Mailrace: run=r1; seq=0; due=1767225600000000
            Message-ID: <r1.0000000000000000@mailrace.example>
            Date: Thu, 01 Jan 2026 00:00:00 +0000
            """.replace("\n", "\r\n");

    private final Path folder;

    StoredMessageTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** {@code \r} and {@code \n} stand for the bytes; what is expected follows the stamp, before the final dot. */
    @ParameterizedTest
    @CsvSource({
        "CRLF stays,                   A: b\\r\\n\\r\\nhi\\r\\n,             A: b\\r\\n\\r\\nhi\\r\\n",
        "LF becomes CRLF,              A: b\\n\\nhi\\nho\\n,                 A: b\\r\\n\\r\\nhi\\r\\nho\\r\\n",
        "CR becomes CRLF,              A: b\\r\\rhi\\r,                      A: b\\r\\n\\r\\nhi\\r\\n",
        "CR in front of CRLF,          A: b\\r\\n\\r\\nhi\\r\\r\\n,          A: b\\r\\n\\r\\nhi\\r\\n\\r\\n",
        "no final newline,             A: b\\n\\nhi,                         A: b\\r\\n\\r\\nhi\\r\\n",
        "leading dots,                 A: b\\n\\n.\\n..x\\na.\\n.,           A: b\\r\\n\\r\\n..\\r\\n...x\\r\\na.\\r\\n..\\r\\n",
        "a dot begins the header,      .A: b\\n\\nhi\\n,                     ..A: b\\r\\n\\r\\nhi\\r\\n",
        "own Message-ID,               Message-ID: <x@y>\\nA: b\\n\\nhi\\n,  A: b\\r\\n\\r\\nhi\\r\\n",
        "folded Message-ID,            A: b\\nMESSAGE-ID:\\n <x@y>\\nC: d\\n\\nhi\\n, A: b\\r\\nC: d\\r\\n\\r\\nhi\\r\\n",
        "own Date and blank in front,  Date : x\\n\\ty\\nA: b\\n\\nhi\\n,    A: b\\r\\n\\r\\nhi\\r\\n",
        "stamp of an earlier run,      X-Mailrace: run=x; seq=9; due=9\\nA: b\\n\\nhi\\n, A: b\\r\\n\\r\\nhi\\r\\n",
        "other folded fields stay,     A: b\\n  c\\nDate: x\\nC: d\\n\\n,    A: b\\r\\n  c\\r\\nC: d\\r\\n\\r\\n",
        "a Date in the text stays,     A: b\\n\\nDate: x\\n,                 A: b\\r\\n\\r\\nDate: x\\r\\n",
        "names that only begin so,     Date-X: b\\n\\nhi\\n,                 Date-X: b\\r\\n\\r\\nhi\\r\\n",
        "empty body,                   A: b\\n\\n,                           A: b\\r\\n\\r\\n",
        "no blank line,                A: b\\n,                              A: b\\r\\n",
        "only what the stamp brings,   Date: x,                              ''",
        "text without a blank line,    A: b\\nhi there\\n,                   A: b\\r\\n\\r\\nhi there\\r\\n",
        "mbox separator,               From a@b Mon\\nA: b\\n\\nFrom x\\n,   A: b\\r\\n\\r\\nFrom x\\r\\n",
        "bytes beyond ASCII,           A: \u00e9\\n\\n\u00ff\\n,             A: \u00e9\\r\\n\\r\\n\u00ff\\r\\n",
    })
    void aFileIsSentAsItIsButForTheStamp(String name, String file, String expected) throws IOException {
        MailPlan plan = plan(bytesOf(file));
        SentMessage sent = SentMessage.of(plan, 0);
        assertThat(sent.wire()).as(name).isEqualTo(STAMP + bytesOf(expected) + ".\r\n");
        assertThat(plan.message(0).sizeBytes())
                .as("size before stuffing")
                .isEqualTo(sent.message().length());
        sent.checked();
    }

    @Test
    void theStampIsFoundBeforeOneOfAnEarlierRun() throws IOException {
        SentMessage sent = SentMessage.of(plan("A: b\nX-Mailrace: run=old; seq=1; due=1\n\nhi\n"), 77);
        assertThat(Stamp.find(sent.bytes())).isEqualTo(new Stamp.Mark("r1", 77, SentMessage.DUE_MICROS + 77));
    }

    private MailPlan plan(String content) throws IOException {
        Path file = folder.resolve("message.eml");
        Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
        Feed one = Feed.of("a@example.test", 1, 1);
        return new MailPlan("r1", Corpus.ofFiles(file, 1, false), new Envelopes(one, one, 1));
    }

    private static String bytesOf(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
    }
}
