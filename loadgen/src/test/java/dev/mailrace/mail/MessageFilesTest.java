package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Corpora as people have them: what is read, what is refused, and what is said of it. */
class MessageFilesTest {
    private static final String MESSAGE = "From: a@x.test\nSubject: one\n\nhello\n";
    private static final String SEPARATOR = "From a@x.test Thu Jan  1 00:00:00 2026\n";
    private static final String EXPECTED = " (expected: a message, an mbox file, a Maildir, or a folder of them)";

    private final Path folder;

    MessageFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** {@code |} stands for a line end. */
    @ParameterizedTest
    @CsvSource({
        "a byte order mark,   '\ufeff'",
        "a quoted From line,  >From a@x.test Thu Jan  1 00:00:00 2026|",
        "an mbox From line,   From a@x.test Thu Jan  1 00:00:00 2026|",
        "a From line of ours, From someone|",
        "a blank line,        |",
        "several of them,     ||>From x|"
    })
    void whatStandsInFrontOfAHeaderIsNoPartOfIt(String name, String before) throws IOException {
        for (String end : List.of("\n", "\r\n")) {
            Path file = file("m.eml", (before + MESSAGE.replace("\n", "|")).replace("|", end));
            assertThat(wire(Corpus.ofFiles(file, 1, false), 0))
                    .as(name)
                    .contains("\r\nFrom: a@x.test\r\nSubject: one\r\n\r\nhello\r\n");
        }
    }

    @Test
    void whatIsNoMessageIsRefusedByItsKind() throws IOException {
        refuses("its first line is no header field", "This was exported by a program\n" + MESSAGE);
        refuses("its first line is no header field", "<html><body>hello</body></html>");
        refuses("line 2 of its header is no field", "From: a@x.test\n---------\nSubject: x\nTo: b@x.test\n\nhello\n");
        refuses("empty", "");
        refuses("empty", "\ufeff\r\n\r\n");
        refuses("a zip archive", "PK\u0003\u0004....");
        refuses("no text", "\0\0\0\0");
        Path utf16 = Files.write(folder.resolve("m.eml"), ("\ufeff" + MESSAGE).getBytes(StandardCharsets.UTF_16LE));
        refuses("UTF-16, which mail is not written in", utf16);
        refuses("no text", Files.write(utf16, MESSAGE.getBytes(StandardCharsets.UTF_16BE)));
        refuses("an Outlook file (OLE)", Files.write(utf16, new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, 0
        }));
        refuses("gzip, not unpacked", Files.write(utf16, gzip(MESSAGE)));
        refuses("no text", Path.of("/dev/zero"));
    }

    @Test
    void anMboxOfThreeIsThreeMessages() throws IOException {
        for (String end : List.of("\n", "\r\n")) {
            String mbox = SEPARATOR + "Subject: one\n\nFrom now on, at 10:00, in 2026\n\n"
                    + "From MAILER-DAEMON Fri Jan  2 10:00:00 2026\nSubject: two\n\n>From here\n\n"
                    + "From - Sat Jan 03 10:00:00 +0000 2026\nSubject: three\n\n.\n";
            Corpus corpus = Corpus.ofFiles(file("mail", mbox.replace("\n", end)), 1, false);
            assertThat(corpus).hasToString(folder.resolve("mail") + ", 3 messages");
            assertThat(texts(corpus))
                    .containsExactlyInAnyOrder(
                            "Subject: one\r\n\r\nFrom now on, at 10:00, in 2026\r\n",
                            "Subject: two\r\n\r\n>From here\r\n",
                            "Subject: three\r\n\r\n..\r\n");
        }
    }

    @Test
    void aMaildirsMessagesAreThoseInCurAndNewAndOfItsFolders() throws IOException {
        file("cur/1.host:2,S", "Subject: cur\n\n");
        file("new/2.host", "Subject: new\n\n");
        file("tmp/3.host", "Subject: tmp\n\n");
        file(".Sent/cur/4.host:2,S", "Subject: sent\n\n");
        file(".Sent/new/.keep", "");
        file("dovecot-uidlist", "Subject: no\n\n");
        file("cur/5.host:2,", "no header\n");
        Corpus corpus = Corpus.ofFiles(folder, 1, false);
        assertThat(corpus).hasToString(folder + ", 3 messages of 2 folders, 1 file refused");
        assertThat(texts(corpus))
                .containsExactlyInAnyOrder("Subject: cur\r\n\r\n", "Subject: new\r\n\r\n", "Subject: sent\r\n\r\n");
        assertThat(corpus.refused())
                .containsExactly(folder.resolve("cur/5.host:2,") + ": its first line is no header field");
    }

    @Test
    void aFolderHoldsMessagesMailboxesAndWhatIsRefusedByName() throws IOException {
        file("a.eml", "A: b\n\n");
        file("b/12.", "Subject: plain\n\n");
        file("c/mail.mbox", SEPARATOR + "Subject: boxed\n\n\n" + SEPARATOR + "---\n");
        file("notes.txt", "todo: nothing\n\n");
        Files.write(folder.resolve("d.eml.gz"), gzip(MESSAGE));
        file(".DS_Store", "x");
        file(".git/e.eml", "A: hidden\n\n");
        Corpus corpus = Corpus.ofFiles(folder, 1, false);
        assertThat(corpus).hasToString(folder + ", 3 messages of 3 folders, 3 files refused");
        assertThat(corpus.refused())
                .containsExactlyInAnyOrder(
                        folder.resolve("notes.txt") + ": no field of a message, such as From or Subject",
                        folder.resolve("d.eml.gz") + ": gzip, not unpacked",
                        folder.resolve("c/mail.mbox") + ": message 2: its first line is no header field");
    }

    @Test
    void aFolderWithoutMessagesIsRefused() throws IOException {
        assertThatThrownBy(() -> Corpus.ofFiles(folder, 1, false))
                .hasMessage(folder + ": no messages in this folder" + EXPECTED);
        Path file = file("x.eml", "nothing");
        assertThatThrownBy(() -> Corpus.ofFiles(folder, 1, false))
                .hasMessage(folder + ": no messages in this folder, such as " + file
                        + ": its first line is no header field" + EXPECTED);
    }

    @Test
    void aSignedMessageStaysWhatWasSigned() throws IOException {
        String signed = """
                DKIM-Signature: v=1; a=rsa-sha256
                Message-ID: <1@x.test>
                Date: Thu, 1 Jan 2026 00:00:00 +0000
                From: a@x.test

                hello
                .

                """;
        Path file = file("signed.eml", signed);
        String expected = signed.replace("\n.\n", "\n..\n").replace("\n", "\r\n");
        Corpus verbatim = Corpus.ofFiles(file, 1, false, Corpus.Stored.VERBATIM);
        assertThat(wire(verbatim, 0)).isEqualTo(expected + ".\r\n");
        assertThat(verbatim).hasToString(file + ", 1 message, verbatim");
        assertThat(wire(Corpus.ofFiles(file, 1, false, Corpus.Stored.MARKED), 0))
                .isEqualTo("X-Mailrace: run=r1; seq=0; due=1767225600000000\r\n" + expected + ".\r\n");
        assertThat(wire(Corpus.ofFiles(file, 1, false), 0)).doesNotContain("1@x.test");
    }

    @Test
    void aMarkedMessageIsRecognisedAndAsLongAsItSays() throws IOException {
        Path file = file("signed.eml", MESSAGE);
        for (Corpus.Stored stored : Corpus.Stored.values()) {
            MailPlan plan = plan(Corpus.ofFiles(file, 1, false, stored));
            SentMessage sent = SentMessage.of(plan, 12).checked();
            assertThat(plan.message(12).sizeBytes()).isEqualTo(sent.message().length());
            Stamp.Mark mark = Stamp.find(sent.bytes());
            assertThat(mark == null).isEqualTo(stored == Corpus.Stored.VERBATIM);
        }
    }

    @Test
    void whatWouldHaveToBeLeftOutIsRefusedVerbatim() throws IOException {
        for (String before : List.of("\ufeff", "\n", ">From x\n")) {
            Path file = file("m.eml", before + MESSAGE);
            assertThatThrownBy(() -> Corpus.ofFiles(file, 1, false, Corpus.Stored.VERBATIM))
                    .hasMessage(file + ": its first line is no header field" + EXPECTED);
        }
    }

    private void refuses(String why, String content) throws IOException {
        refuses(why, file("m.eml", content));
    }

    private static void refuses(String why, Path file) {
        assertThatThrownBy(() -> Corpus.ofFiles(file, 1, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": " + why + EXPECTED);
    }

    private Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, content);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String wire(Corpus corpus, long sequence) {
        return SentMessage.of(plan(corpus), sequence).wire();
    }

    private static MailPlan plan(Corpus corpus) {
        Feed one = Feed.of("a@example.test", 1, 1);
        return new MailPlan("r1", corpus, new Envelopes(one, one, 1));
    }

    private static Set<String> texts(Corpus corpus) {
        Set<String> texts = new TreeSet<>();
        for (long sequence = 0; sequence < 200; sequence++) {
            texts.add(corpus.at(sequence).body(true).toString(StandardCharsets.ISO_8859_1));
        }
        return texts;
    }
}
