package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaildirMailboxTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123456789Z");

    private final Path folder;
    private final Delivered deliveries = new Delivered();

    MaildirMailboxTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path maildir(String name) throws IOException {
        Path maildir = folder.resolve(name);
        for (String each : List.of("new", "cur", "tmp")) {
            Files.createDirectories(maildir.resolve(each));
        }
        return maildir;
    }

    private static Path deliver(Path maildir, String name, String text) throws IOException {
        Path file = maildir.resolve("tmp").resolve(name);
        Files.writeString(file, "Delivered-To: <header@example.test>\nSubject: x\n\n" + text + "\n");
        Files.setLastModifiedTime(file, FileTime.from(TIME));
        return Files.move(file, maildir.resolve("new").resolve(name));
    }

    private static void see(Path file, String flags) throws IOException {
        Path cur = file.resolveSibling("../cur").normalize();
        String name = String.valueOf(file.getFileName());
        int colon = name.indexOf(':');
        Files.move(file, cur.resolve((colon < 0 ? name : name.substring(0, colon)) + ":2," + flags));
    }

    @Test
    void eachNewMessageIsHandedOverOnceWithItsFilesTime() throws IOException {
        Path maildir = maildir("Maildir");
        deliver(maildir, "1.old", "old");
        try (Mailbox mailbox = new MaildirMailbox(maildir.toString())) {
            assertThat(deliveries.look(mailbox)).isEmpty();
            deliver(maildir, "2.new", "two");
            deliver(maildir, "3.new", "three");
            assertThat(deliveries.look(mailbox))
                    .containsExactly("header@example.test three", "header@example.test two");
            assertThat(deliveries.arrivals.get(0))
                    .isEqualTo(EpochNanos.of(Files.getLastModifiedTime(maildir.resolve("new/2.new"))
                            .toInstant()));
            assertThat(deliveries.arrivals.get(0) / 1_000).isEqualTo(EpochNanos.of(TIME) / 1_000);
            assertThat(deliveries.look(mailbox)).isEmpty();
            assertThat(deliveries.lookFinally(mailbox)).isEmpty();
        }
    }

    @Test
    void aMessageThatMovesOrIsDeletedIsNoOther() throws IOException {
        Path maildir = maildir("Maildir");
        Path old = deliver(maildir, "1.old", "old");
        try (Mailbox mailbox = new MaildirMailbox(maildir.toString())) {
            deliveries.look(mailbox);
            Path file = deliver(maildir, "2.new", "two");
            assertThat(deliveries.look(mailbox)).hasSize(1);
            see(old, "");
            see(file, "S");
            assertThat(deliveries.look(mailbox)).isEmpty();
            see(maildir.resolve("cur/2.new:2,S"), "FS");
            Files.delete(maildir.resolve("cur/1.old:2,"));
            assertThat(deliveries.look(mailbox)).isEmpty();
            see(deliver(maildir, "3.new", "three"), "S");
            assertThat(deliveries.look(mailbox)).containsExactly("header@example.test three");
            Files.delete(maildir.resolve("cur/2.new:2,FS"));
            assertThat(deliveries.lookFinally(mailbox)).isEmpty();
        }
    }

    @Test
    void maildirsThatComeLaterHoldWhatIsNewAndTheirPathSaysWhose() throws IOException {
        deliver(maildir("a.test/ann"), "1", "old");
        Files.createFile(folder.resolve("a.test/file"));
        try (Mailbox mailbox = new MaildirMailbox(folder + "/%d/%u")) {
            assertThat(deliveries.look(mailbox)).isEmpty();
            deliver(maildir("a.test/ann"), "2", "two");
            deliver(maildir("b.test/bob"), "1", "one");
            assertThat(deliveries.look(mailbox)).containsExactly("ann@a.test two", "bob@b.test one");
            deliver(maildir("b.test/carol"), "1", "one");
            assertThat(deliveries.lookFinally(mailbox)).containsExactly("carol@b.test one");
        }
    }

    @Test
    void wholeAddressesAndHalfOnes() throws IOException {
        deliver(maildir("x@a.test/mail"), "1", "1");
        maildir("users-header");
        maildir("users-other");
        try (Mailbox whole = new MaildirMailbox(folder + "/%n/mail");
                Mailbox half = new MaildirMailbox(folder + "/users-%u")) {
            deliveries.look(whole);
            deliveries.look(half);
            deliver(maildir("x@a.test/mail"), "2", "2");
            deliver(folder.resolve("users-header"), "1", "1");
            deliver(folder.resolve("users-other"), "1", "1");
            assertThat(deliveries.look(whole)).containsExactly("x@a.test 2");
            assertThat(deliveries.look(half)).containsExactly("header@example.test 1", "other 1");
        }
    }

    @Test
    void aLookTakesSoManyAndTheLastOneAll() throws IOException {
        Path maildir = maildir("Maildir");
        try (Mailbox mailbox = new MaildirMailbox(maildir.toString())) {
            deliveries.look(mailbox);
            int count = 10_050;
            Path template = deliver(maildir, "t", "t");
            for (int i = 1; i < count; i++) {
                Files.createLink(maildir.resolve("new/" + i), template);
            }
            assertThat(deliveries.look(mailbox)).hasSize(10_000);
            assertThat(deliveries.lookFinally(mailbox)).hasSize(50);
            assertThat(deliveries.lookFinally(mailbox)).isEmpty();
        }
    }

    @Test
    void whatCannotBeReadIsNamedAndTheRestIsHandedOverOnce() throws IOException {
        deliver(maildir("ann"), "0", "old");
        deliver(maildir("bob"), "0", "old");
        Path broken = folder.resolve("ann/new");
        Path aside = folder.resolve("ann/aside");
        try (Mailbox mailbox = new MaildirMailbox(folder + "/%u")) {
            deliveries.look(mailbox);
            deliver(folder.resolve("ann"), "1", "one");
            deliver(folder.resolve("bob"), "1", "one");
            Files.move(broken, aside);
            Files.createSymbolicLink(broken, broken); // Root may read everything but this.
            assertThatThrownBy(() -> deliveries.look(mailbox))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(broken.toString());
            assertThat(deliveries.arrivals).hasSize(1);
            assertThatThrownBy(() -> deliveries.look(mailbox)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> deliveries.look(mailbox)).isInstanceOf(IOException.class);
            assertThat(deliveries.arrivals).hasSize(1);
            Files.delete(broken);
            Files.move(aside, broken);
            assertThat(deliveries.look(mailbox)).containsExactly("ann one");
        }
    }

    @Test
    void patternsThatNothingCanComeToAreRefused() throws IOException {
        maildir("Maildir");
        for (String wrong :
                List.of("", folder + "/%x/%u", folder + "/missing/%u", folder + "/missing/Maildir", folder + "/50%")) {
            assertThatThrownBy(() -> new MaildirMailbox(wrong))
                    .as(wrong)
                    .isInstanceOf(Refusal.class)
                    .hasMessageStartingWith("deliveries: ");
        }
        new MaildirMailbox(folder + "/not-yet").close();
    }

    @Test
    void namesWithAPercentSignAreNames() throws IOException {
        Path maildir = maildir("100% ann");
        try (Mailbox mailbox = new MaildirMailbox(folder + "/100%% %u")) {
            deliveries.look(mailbox);
            deliver(maildir, "1", "one");
            assertThat(deliveries.look(mailbox)).containsExactly("ann one");
        }
    }

    @Test
    void messagesOfOneLookComeInTheOrderOfTheirArrival() throws IOException {
        Path maildir = maildir("Maildir");
        try (Mailbox mailbox = new MaildirMailbox(maildir.toString())) {
            deliveries.look(mailbox);
            for (int i = 0; i < 50; i++) {
                Path file = deliver(maildir, "m" + i * 7_919 % 50, "m" + i);
                Files.setLastModifiedTime(file, FileTime.from(TIME.plusMillis(i)));
            }
            assertThat(deliveries.look(mailbox)).hasSize(50);
            assertThat(deliveries.arrivals).isSorted();
            assertThat(deliveries.look(mailbox)).isEmpty();
        }
    }
}
