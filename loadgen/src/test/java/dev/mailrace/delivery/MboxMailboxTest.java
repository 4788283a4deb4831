package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MboxMailboxTest {
    private static final Instant LOOK = Instant.parse("2026-01-01T00:00:05.5Z");
    private static final Instant CHANGE = Instant.parse("2026-01-01T00:00:04.25Z");
    private static final String SEPARATOR = "From s1@example.test Thu Jan  1 00:00:00 2026\n";

    private final Path folder;
    private final Path file;
    private final Delivered deliveries = new Delivered();

    MboxMailboxTest(@TempDir Path folder) {
        this.folder = folder;
        file = folder.resolve("ann");
    }

    private Mailbox mailbox(String pattern) {
        return new MboxMailbox(folder + pattern, Clock.fixed(LOOK, ZoneOffset.UTC));
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Files.setLastModifiedTime(file, FileTime.from(CHANGE));
    }

    private static String message(String text) {
        return SEPARATOR + "X-Original-To: ann@example.test\nSubject: x\n\n" + text + "\n\n";
    }

    @Test
    void theLastMessageWaitsUntilTheFileHasStoppedGrowing() throws IOException {
        append(message("old"));
        try (Mailbox mailbox = mailbox("/%u")) {
            assertThat(deliveries.look(mailbox)).isEmpty();
            append(message("one") + message("two"));
            assertThat(deliveries.look(mailbox)).containsExactly("ann@example.test one");
            assertThat(deliveries.look(mailbox)).containsExactly("ann@example.test two");
            assertThat(deliveries.arrivals).containsExactly(EpochNanos.of(LOOK), EpochNanos.of(CHANGE));
            assertThat(deliveries.look(mailbox)).isEmpty();
            append(message("three").substring(0, 60));
            assertThat(deliveries.look(mailbox)).isEmpty();
            append(message("three").substring(60));
            assertThat(deliveries.look(mailbox)).isEmpty();
            assertThat(deliveries.lookFinally(mailbox)).containsExactly("ann@example.test three");
            assertThat(deliveries.lookFinally(mailbox)).isEmpty();
        }
    }

    @Test
    void theRestOfAMessageThatWasOldIsNoMessage() throws IOException {
        append(message("old").substring(0, 60));
        try (Mailbox mailbox = mailbox("/ann")) {
            deliveries.look(mailbox);
            append(message("old").substring(60) + message("one"));
            assertThat(deliveries.lookFinally(mailbox)).containsExactly("ann@example.test one");
        }
    }

    @Test
    void aMessageComesAsItWasSent() throws IOException {
        String text = "X-A: b\n\nFrom here on\n>From there\nFrom\n\nEnd\n";
        try (Mailbox mailbox = mailbox("/ann")) {
            deliveries.look(mailbox);
            append(SEPARATOR + text.replaceAll("(?m)^(>*From )", ">$1") + "\n" + message("next"));
            deliveries.look(mailbox);
            assertThat(new String(deliveries.messages.get(0), StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
    }

    @Test
    void aTextsOwnLineWithoutADatePartsNothing() throws IOException {
        try (Mailbox mailbox = mailbox("/ann")) {
            deliveries.look(mailbox);
            append(message("one\nFrom Ann with love\nend"));
            assertThat(deliveries.lookFinally(mailbox)).containsExactly("ann@example.test one");
        }
    }

    @Test
    void aFileThatWasCutOrReplacedIsReadFromItsBeginning() throws IOException {
        append(message("old") + message("older"));
        try (Mailbox mailbox = mailbox("/ann")) {
            deliveries.look(mailbox);
            Files.writeString(file, message("cut"));
            deliveries.look(mailbox);
            assertThat(deliveries.look(mailbox)).containsExactly("ann@example.test cut");
            Path other = folder.resolve("other");
            Files.writeString(other, message("rotated") + message("last") + message("very last"));
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThat(deliveries.lookFinally(mailbox))
                    .containsExactly("ann@example.test last", "ann@example.test rotated", "ann@example.test very last");
            Files.delete(file);
            assertThat(deliveries.look(mailbox)).isEmpty();
            append(message("again"));
            assertThat(deliveries.lookFinally(mailbox)).containsExactly("ann@example.test again");
        }
    }

    @Test
    void messagesLargerThanAPieceAndManyOfThem() throws IOException {
        try (Mailbox mailbox = mailbox("/ann")) {
            deliveries.look(mailbox);
            String large = "0123456789\n".repeat(900_000);
            append(message(large) + message("small") + message(large));
            assertThat(deliveries.lookFinally(mailbox)).hasSize(3);
            assertThat(deliveries.messages.get(2)).hasSameSizeAs(deliveries.messages.get(0));
            append(message("x").repeat(10_020));
            assertThat(deliveries.look(mailbox)).hasSize(10_000);
            assertThat(deliveries.lookFinally(mailbox)).hasSize(20);
        }
    }
}
