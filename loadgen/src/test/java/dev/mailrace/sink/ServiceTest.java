package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sink that takes its time, by the nanosecond: several sessions, each on its own loop, and one clock. */
class ServiceTest {
    private static final String ENVELOPE = "MAIL FROM:<a@mailrace.example>\r\nRCPT TO:<b@mailrace.example>\r\nDATA\r\n";
    private static final String ENVELOPE_REPLIES =
            "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End content with <CR><LF>.<CR><LF>\r\n";
    private static final String QUEUED = "250 2.0.0 Ok: queued as 000000000000000";
    private static final String LOGIN = "AUTH PLAIN "
            + Base64.getEncoder().encodeToString("\0anyone\0pass".getBytes(StandardCharsets.US_ASCII)) + "\r\n";
    private static final String LOGGED_IN = "235 2.7.0 Authentication succeeded\r\n";
    private static final Duration TEN_MS = Duration.ofMillis(10);

    private final MockTicker clock = Ticker.newMockTicker();
    private final List<InMemoryClient> clients = new ArrayList<>();

    private List<InMemoryClient> greeted(SinkSettings settings, int count) {
        SinkShared sink = new SinkShared(settings, new Ledger(), null);
        for (int i = 0; i < count; i++) {
            InMemoryClient client = new InMemoryClient(sink, clock);
            clients.add(client);
            client.send(settings.behaviour().has(SinkTrait.LMTP) ? "LHLO client\r\n" : "EHLO client\r\n");
            assertThat(client.received()).endsWith("250 HELP\r\n");
        }
        return clients;
    }

    private InMemoryClient greeted(SinkService service) {
        return greeted(SinkSettings.defaults().withService(service), 1).get(0);
    }

    private void pass(Duration time) {
        clock.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        for (InMemoryClient client : clients) {
            client.channel.runScheduledPendingTasks();
        }
    }

    /** The clients that have just received something, by their numbers. */
    private List<Integer> answered() {
        List<Integer> answered = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            if (!clients.get(i).received().isEmpty()) {
                answered.add(i);
            }
        }
        return answered;
    }

    @AfterEach
    void close() {
        for (InMemoryClient client : clients) {
            client.channel.finishAndReleaseAll();
        }
        clients.forEach(InMemoryClient::close);
    }

    @Test
    void fourWorkersTakeEightMessagesInTwoTurns() {
        greeted(SinkSettings.defaults().withService(SinkService.messages(4, TEN_MS)), 8);
        for (InMemoryClient client : clients) {
            client.send(ENVELOPE + "text\r\n.\r\n");
            assertThat(client.received()).isEqualTo(ENVELOPE_REPLIES);
        }
        pass(TEN_MS.minusNanos(1));
        assertThat(answered()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(answered()).containsExactly(0, 1, 2, 3);
        pass(TEN_MS.minusNanos(1));
        assertThat(answered()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(answered()).containsExactly(4, 5, 6, 7);
        assertThat(clients.get(0).ledger.totals().messages()).isEqualTo(8);
    }

    @Test
    void withAWorkerForEverybodyNobodyWaitsForAnother() {
        greeted(SinkSettings.defaults().withService(SinkService.messages(SinkService.UNLIMITED, TEN_MS)), 8);
        clients.forEach(client -> client.send(ENVELOPE + ".\r\n"));
        answered();
        pass(TEN_MS);
        assertThat(answered()).hasSize(8);
    }

    @Test
    void whatIsPipelinedBehindAMessageIsNotAnsweredBeforeIt() {
        InMemoryClient client = greeted(SinkService.messages(1, TEN_MS));
        client.send(ENVELOPE + "one\r\n.\r\n" + ENVELOPE + "two\r\n");
        assertThat(client.received()).isEqualTo(ENVELOPE_REPLIES);
        assertThat(client.channel.config().isAutoRead())
                .as("reads while bytes wait")
                .isFalse();
        client.send(".\r\n" + ENVELOPE); // Of the same batch of reads.
        pass(TEN_MS.minusNanos(1));
        assertThat(client.received()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(client.writes()).isEqualTo(1);
        assertThat(client.received()).isEqualTo(QUEUED + "1\r\n" + ENVELOPE_REPLIES);
        assertThat(client.channel.config().isAutoRead()).isFalse();
        pass(TEN_MS);
        assertThat(client.received()).isEqualTo(QUEUED + "2\r\n" + ENVELOPE_REPLIES);
        assertThat(client.channel.config().isAutoRead()).as("reads on").isTrue();
        client.send("x\r\n.\r\nQUIT\r\n");
        pass(TEN_MS);
        assertThat(client.received()).startsWith(QUEUED + "3\r\n221 ");
        assertThat(client.channel.isOpen()).isFalse();
    }

    @Test
    void aClientThatTakesNoRepliesIsNotReadFromWhenItIsServed() {
        InMemoryClient client = greeted(SinkService.messages(1, TEN_MS));
        client.send(ENVELOPE + ".\r\nNOOP\r\n");
        client.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        client.channel.runPendingTasks();
        client.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        client.channel.runPendingTasks();
        assertThat(client.channel.config().isAutoRead())
                .as("writable, but served")
                .isFalse();
        pass(TEN_MS);
        assertThat(client.channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aLateTimerMakesOneReplyLateAndNotThoseBehindIt() {
        greeted(SinkSettings.defaults().withService(SinkService.messages(1, TEN_MS)), 3);
        clients.forEach(client -> client.send(ENVELOPE + ".\r\n"));
        answered();
        pass(Duration.ofMillis(19)); // The first reply was due 9 ms ago.
        assertThat(answered()).containsExactly(0);
        pass(Duration.ofMillis(1));
        assertThat(answered()).containsExactly(1);
        pass(TEN_MS);
        assertThat(answered()).containsExactly(2);
    }

    @Test
    void aMessageThatWasHeldIsTakenWhenTheOneBeforeItWasDoneHoweverLateThatIsNoticed() {
        InMemoryClient client = greeted(SinkService.messages(1, TEN_MS));
        client.send(ENVELOPE + "one\r\n.\r\n" + ENVELOPE + "two\r\n.\r\n");
        pass(Duration.ofMillis(17));
        assertThat(client.received()).endsWith(QUEUED + "1\r\n" + ENVELOPE_REPLIES);
        pass(Duration.ofMillis(3));
        assertThat(client.received()).isEqualTo(QUEUED + "2\r\n");
    }

    @Test
    void aLoginTakesItsTimeRightOrWrongAndSharesTheWorkers() {
        SinkService service = SinkService.messages(1, TEN_MS).withLoginTime(Duration.ofMillis(50));
        greeted(SinkSettings.defaults().withService(service), 3);
        clients.get(0).send(LOGIN + ENVELOPE);
        clients.get(1).send("AUTH PLAIN AGFueW9uZQB3cm9uZw==\r\n"); // Wrong.
        clients.get(2).send("AUTH PLAIN not-base64\r\n" + ENVELOPE + ".\r\n");
        assertThat(clients.get(2).received()).startsWith("501 5.5.2 ");
        pass(Duration.ofMillis(50).minusNanos(1));
        assertThat(answered()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(clients.get(0).received()).isEqualTo(LOGGED_IN + ENVELOPE_REPLIES);
        pass(Duration.ofMillis(50));
        assertThat(clients.get(1).received()).startsWith("535 5.7.8 ");
        pass(TEN_MS);
        assertThat(clients.get(2).received()).isEqualTo(QUEUED + "1\r\n");
        Ledger.Totals totals = clients.get(0).ledger.totals();
        assertThat(totals.logins().accepted()).isEqualTo(1);
        assertThat(totals.logins().refused()).isEqualTo(1);
    }

    @Test
    void withALoginTimeOnlyMessagesAreAnsweredAtOnce() {
        InMemoryClient client = greeted(SinkService.NONE.withLoginTime(TEN_MS));
        client.send(ENVELOPE + ".\r\n" + LOGIN);
        assertThat(client.received()).isEqualTo(ENVELOPE_REPLIES + QUEUED + "1\r\n");
        pass(TEN_MS);
        assertThat(client.received()).isEqualTo(LOGGED_IN);
    }

    @Test
    void theLastChunkTakesTheTimeAndTheOthersNone() {
        InMemoryClient client = greeted(SinkService.messages(1, TEN_MS));
        client.send("MAIL FROM:<>\r\nRCPT TO:<b>\r\nBDAT 3\r\nabcBDAT 2 LAST\r\nxyBDAT 1 LAST\r\nz");
        assertThat(client.received()).endsWith("250 2.0.0 Ok, more chunks may follow\r\n");
        pass(TEN_MS);
        assertThat(client.received())
                .isEqualTo(
                        QUEUED + "1\r\n503 5.5.1 Out of order (expected: MAIL)\r\n"); // Without a place, without time.
        assertThat(client.ledger.totals().contentBytes()).isEqualTo(5);
    }

    @Test
    void inLmtpAMessageTakesItsTimeOnceForAllItsRecipients() {
        InMemoryClient client = greeted(
                        SinkSettings.defaults()
                                .withService(SinkService.messages(1, TEN_MS))
                                .withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.LMTP, SinkTrait.REFUSING_NAMES)),
                        1)
                .get(0);
        client.send("MAIL FROM:<>\r\nRCPT TO:<b>\r\nRCPT TO:<full>\r\nDATA\r\n.\r\n");
        client.received();
        pass(TEN_MS);
        assertThat(client.received()).isEqualTo(QUEUED + "1\r\n452 4.2.2 Mailbox full\r\n");
    }

    @Test
    void behindTheProxyProtocolThereIsNoDifference() {
        SinkSettings settings = SinkSettings.defaults()
                .withService(SinkService.messages(1, TEN_MS))
                .withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.PROXY_PROTOCOL));
        InMemoryClient client = new InMemoryClient(new SinkShared(settings, new Ledger(), null), clock);
        clients.add(client);
        client.send("PROXY TCP4 192.0.2.7 192.0.2.1 4711 25\r\nHELO client\r\n" + ENVELOPE + ".\r\nNOOP\r\n");
        assertThat(client.received()).endsWith(ENVELOPE_REPLIES);
        pass(TEN_MS);
        assertThat(client.received()).isEqualTo(QUEUED + "1\r\n250 2.0.0 Ok\r\n");
    }

    @Test
    void aClientThatLeavesWhileItIsServedLeavesItsWorkBehindAndNoBuffer() {
        greeted(SinkSettings.defaults().withService(SinkService.messages(1, TEN_MS)), 2);
        clients.get(0).send(ENVELOPE + "one\r\n.\r\n" + ENVELOPE + "two\r\n");
        clients.get(1).send(ENVELOPE + ".\r\n");
        answered();
        pass(Duration.ofMillis(5));
        clients.get(0).channel.close();
        assertThat(clients.get(0).bytesHeld()).isZero();
        pass(TEN_MS);
        assertThat(answered()).as("its worker is still busy").isEmpty();
        pass(Duration.ofMillis(5));
        assertThat(answered()).containsExactly(1);
        assertThat(clients.get(1).ledger.totals().messages())
                .as("but nobody heard of one of them")
                .isEqualTo(1);
    }

    @Test
    void aClientThatIsServedForLongIsNotIdleAndOneThatIsSilentAfterwardsIs() {
        SinkSettings settings = SinkSettings.defaults()
                .withService(SinkService.messages(1, Duration.ofHours(1)))
                .withLimits(SinkLimits.defaults().withIdleTimeout(Duration.ofMinutes(4)));
        InMemoryClient client = greeted(settings, 1).get(0);
        client.send(ENVELOPE + ".\r\nNOOP\r\n");
        client.received();
        for (int minute = 1; minute < 60; minute++) {
            pass(Duration.ofMinutes(1));
        }
        assertThat(client.received()).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(client.received()).isEqualTo(QUEUED + "1\r\n250 2.0.0 Ok\r\n");
        for (int minute = 0; minute < 4; minute++) {
            pass(Duration.ofMinutes(1));
        }
        assertThat(client.channel.isOpen()).isTrue();
        pass(Duration.ofMinutes(1));
        assertThat(client.received()).startsWith("421 4.4.2 ");
        assertThat(client.channel.isOpen()).isFalse();
    }
}
