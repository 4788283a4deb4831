package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.mail.CredentialsFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerMailboxTest {
    private final Path folder;
    private final Delivered delivered = new Delivered();

    ServerMailboxTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private CredentialsFile.Columns users(String rows) throws IOException {
        return CredentialsFile.read(Files.writeString(folder.resolve("users.csv"), "user,password\n" + rows));
    }

    private Mailbox mailbox(String url) throws IOException {
        return new ServerMailbox(url, users("ann@example.test,right\n"), null);
    }

    private static void fails(ThrowingCallable look, String words) {
        assertThatThrownBy(look)
                .isInstanceOfSatisfying(
                        FileSystemException.class,
                        e -> assertThat(SystemWords.named(e)).isEqualTo(words));
    }

    @Test
    void imapIsAskedForWhatIsNewByUid() throws IOException {
        try (FakeMailServer server = new FakeMailServer(true);
                Mailbox mailbox = mailbox(server.url("imap"))) {
            server.deliver(3, "old");
            assertThat(delivered.look(mailbox)).isEmpty();
            assertThat(delivered.look(mailbox)).isEmpty();
            server.deliver(4, "four");
            server.deliver(7, "seven");
            assertThat(delivered.look(mailbox)).containsExactly("ann@example.test four", "ann@example.test seven");
            assertThat(delivered.arrivals)
                    .containsExactly(
                            EpochNanos.of(Instant.parse("2026-01-01T00:00:04Z")),
                            EpochNanos.of(Instant.parse("2026-01-01T00:00:07Z")));
            assertThat(mailbox.arrivalClock()).isEqualTo("INTERNALDATE (whole seconds)");
            server.deliver(8, "eight");
            assertThat(delivered.lookFinally(mailbox)).containsExactly("ann@example.test eight");
            assertThat(delivered.lookFinally(mailbox)).isEmpty();
            assertThat(server.commands)
                    .filteredOn(each -> each.startsWith("EXAMINE"))
                    .hasSize(1);
            assertThat(server.commands)
                    .noneMatch(each -> each.matches(".*(STORE|EXPUNGE|SELECT|DELETE).*|.* BODY\\[.*"));
        }
    }

    @Test
    void aConnectionThatBreaksIsMadeAgainAndNothingIsTakenTwice() throws IOException {
        try (FakeMailServer server = new FakeMailServer(true);
                Mailbox mailbox = mailbox(server.url("imap"))) {
            server.deliver(1, "old");
            delivered.look(mailbox);
            server.deliver(2, "two");
            server.hangUp();
            assertThatThrownBy(() -> delivered.look(mailbox)).isInstanceOf(FileSystemException.class);
            assertThat(delivered.look(mailbox)).containsExactly("ann@example.test two");
            server.messages.clear();
            server.validity = 2;
            server.deliver(1, "of another inbox");
            server.hangUp();
            assertThatThrownBy(() -> delivered.look(mailbox)).isInstanceOf(FileSystemException.class);
            assertThat(delivered.look(mailbox)).containsExactly("ann@example.test of another inbox");
        }
    }

    @Test
    void pop3IsAskedForWhatIsNewByUidl() throws IOException {
        try (FakeMailServer server = new FakeMailServer(false);
                Mailbox mailbox = mailbox(server.url("pop3"))) {
            server.deliver(3, "old");
            assertThat(delivered.look(mailbox)).isEmpty();
            server.deliver(4, "four");
            assertThat(delivered.look(mailbox)).containsExactly("ann@example.test four");
            server.messages.remove(0);
            server.deliver(5, "five");
            assertThat(delivered.lookFinally(mailbox)).containsExactly("ann@example.test five");
            assertThat(delivered.look(mailbox)).isEmpty();
            assertThat(mailbox.arrivalClock()).isEqualTo("look");
            assertThat(server.commands).noneMatch(each -> each.startsWith("DELE"));
            server.hasUidl = false;
            server.deliver(6, "six");
            fails(
                    () -> delivered.look(mailbox),
                    "pop3://127.0.0.1, ann@example.test: the server has no UIDL, which tells messages apart");
        }
    }

    @Test
    void oneUsersWrongPasswordIsNamedAndTheOthersAreAskedAllTheSame() throws IOException {
        for (String scheme : List.of("imap", "pop3")) {
            try (FakeMailServer server = new FakeMailServer(scheme.equals("imap"));
                    Mailbox mailbox =
                            new ServerMailbox(server.url(scheme), users("bob,wrong\nann@example.test,right\n"), null)) {
                String words = scheme + "://127.0.0.1, bob: login refused";
                fails(() -> delivered.look(mailbox), words);
                server.deliver(1, "one");
                delivered.arrivals.clear();
                fails(() -> delivered.look(mailbox), words);
                assertThat(delivered.arrivals).hasSize(1);
            }
        }
    }

    @Test
    void whoIsNotThereIsNamed() throws IOException {
        String url;
        try (FakeMailServer server = new FakeMailServer(true)) {
            url = server.url("imap");
        }
        try (Mailbox mailbox = mailbox(url)) {
            fails(() -> delivered.look(mailbox), "imap://127.0.0.1, ann@example.test: connection refused");
        }
    }

    @Test
    void moreUsersThanConnectionsTakeTurnsAndALookEndsInTime() throws IOException {
        AtomicLong nanos = new AtomicLong();
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            rows.append("user").append(i).append("@example.test,right\n");
        }
        try (FakeMailServer server = new FakeMailServer(true);
                Mailbox mailbox =
                        new ServerMailbox(server.url("imap"), users(rows.toString()), null, nanos::getAndIncrement)) {
            delivered.look(mailbox);
            server.deliver(1, "one");
            assertThat(delivered.look(mailbox)).hasSize(20).contains("user0@example.test one");
            assertThat(server.commands).filteredOn("LOGOUT"::equals).hasSize(40);
        }
        try (FakeMailServer server = new FakeMailServer(true);
                Mailbox mailbox = new ServerMailbox(
                        server.url("imap"), users(rows.toString()), null, () -> nanos.addAndGet(4_000_000_000L))) {
            delivered.look(mailbox);
            server.deliver(1, "one");
            assertThat(delivered.look(mailbox)).containsExactly("user0@example.test one", "user1@example.test one");
            assertThat(delivered.look(mailbox)).containsExactly("user2@example.test one", "user3@example.test one");
            assertThat(delivered.lookFinally(mailbox)).hasSize(16);
        }
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutItsSecrets() throws IOException {
        for (String wrong : List.of(
                "smtp://a.test", "imap:", "imap://", "imap://u:secret@a.test", "imap://a.test/x", "imap://a b")) {
            assertThatThrownBy(() -> mailbox(wrong))
                    .as(wrong)
                    .isInstanceOf(Refusal.class)
                    .hasMessageStartingWith("deliveries: ")
                    .hasMessageNotContaining("secret");
        }
    }
}
