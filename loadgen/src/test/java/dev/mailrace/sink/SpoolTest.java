package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final String ENVELOPE = "MAIL FROM:<a@mailrace.example>\r\nRCPT TO:<b@mailrace.example>\r\n";
    private static final String STUFFED = "..\r\n..a\r\nb\r\r\n...\rc\n.d\r\n..\r\r\ne";
    private static final String MEANT = ".\r\n.a\r\nb\r\r\n..\rc\n.d\r\n.\r\r\ne";

    private final Path folder;

    SpoolTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void contentIsKeptWithoutItsStuffingWhereverItIsCut() throws IOException {
        String sent = ENVELOPE + "DATA\r\n" + STUFFED + "\r\n.\r\n";
        for (int cut = ENVELOPE.length(); cut <= sent.length(); cut++) {
            Path here = folder.resolve("cut" + cut);
            try (InMemoryClient client = greeted(here)) {
                client.send(sent.substring(0, cut));
                client.send(sent.substring(cut));
                assertThat(client.received()).endsWith("queued as 0000000000000001\r\n");
            }
            assertThat(files(here)).containsExactly("0000000000000001.eml");
            assertThat(Files.readString(here.resolve("0000000000000001.eml"), StandardCharsets.ISO_8859_1))
                    .as("cut at " + cut)
                    .isEqualTo(MEANT + "\r\n");
        }
    }

    @Test
    void emptyContentIsAnEmptyFile() throws IOException {
        try (InMemoryClient client = greeted(folder)) {
            client.send(ENVELOPE + "DATA\r\n.\r\n");
        }
        assertThat(Files.size(folder.resolve("0000000000000001.eml"))).isZero();
    }

    @Test
    void chunksAreKeptAsTheyCome() throws IOException {
        String first = "..\r\n.\r\n";
        String last = "\0\u00ff.\r\n.\r\n";
        try (InMemoryClient client = greeted(folder)) {
            client.send(ENVELOPE + "BDAT " + first.length() + "\r\n" + first + "BDAT " + last.length() + " LAST\r\n"
                    + last.substring(0, 3));
            client.send(last.substring(3) + ENVELOPE + "BDAT 0 LAST\r\n");
        }
        assertThat(files(folder)).containsExactly("0000000000000001.eml", "0000000000000002.eml");
        assertThat(Files.readString(folder.resolve("0000000000000001.eml"), StandardCharsets.ISO_8859_1))
                .isEqualTo(first + last);
        assertThat(Files.size(folder.resolve("0000000000000002.eml"))).isZero();
    }

    @Test
    void whatIsNotAcceptedIsNotKept() throws IOException {
        SinkSettings small = settings(folder).withLimits(SinkLimits.defaults().withSizeMax(3));
        try (InMemoryClient client = new InMemoryClient(small)) {
            client.send("HELO client\r\n" + ENVELOPE + "DATA\r\nlong\r\n.\r\n");
            assertThat(client.received()).endsWith("552 5.3.4 Message size exceeds fixed limit\r\n");
            client.send(ENVELOPE + "BDAT 1\r\nxRSET\r\n" + ENVELOPE + "DATA\r\nhalf");
        }
        assertThat(files(folder)).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenToIsARefusalOfEachMessage() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (InMemoryClient client = greeted(file)) {
            for (int i = 0; i < 2; i++) {
                client.send(ENVELOPE + "DATA\r\ntext\r\n.\r\n");
                assertThat(client.received()).endsWith("452 4.3.1 Insufficient system storage\r\n");
            }
            assertThat(client.ledger.totals().messages()).isZero();
        }
    }

    @Test
    void aSinkStartsOnlyWithAFolderToWriteToThatHoldsNoMessage() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> SinkServer.start(settings(file)))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("spool: " + file + ": ");
        SinkServer.start(settings(folder.resolve("a/b"))).close();
        assertThat(files(folder.resolve("a/b"))).isEmpty();
        Files.writeString(folder.resolve("0000000000000001.eml"), "");
        assertThatThrownBy(() -> SinkServer.start(settings(folder)))
                .isInstanceOf(Refusal.class)
                .hasMessage("spool: " + folder + ": it holds messages (expected: a folder without any)");
    }

    private static SinkSettings settings(Path spool) {
        return SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.withSpool(spool));
    }

    private static InMemoryClient greeted(Path spool) {
        InMemoryClient client = new InMemoryClient(settings(spool));
        client.send("HELO client\r\n");
        client.received();
        return client;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
