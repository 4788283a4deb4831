package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SinkSessionTest {
    private static final String GREETING = "220 sink.mailrace.example ESMTP Mailrace sink\r\n";
    private static final String ENVELOPE = "MAIL FROM:<a@mailrace.example>\r\nRCPT TO:<b@mailrace.example>\r\nDATA\r\n";
    private static final String ENVELOPE_REPLIES =
            "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End content with <CR><LF>.<CR><LF>\r\n";

    @Test
    void aWholeSessionIsServed() {
        Ledger.Totals totals = Dialogue.hold("""
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: EHLO client.mailrace.example
                S: 250-sink.mailrace.example
                S: 250-PIPELINING
                S: 250-SIZE 67108864
                S: 250-8BITMIME
                S: 250-BINARYMIME
                S: 250-ENHANCEDSTATUSCODES
                S: 250-CHUNKING
                S: 250-AUTH PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-512 XOAUTH2 OAUTHBEARER NTLM ANONYMOUS
                S: 250-SMTPUTF8
                S: 250-DSN
                S: 250-MT-PRIORITY
                S: 250-DELIVERBY 60
                S: 250-FUTURERELEASE 2592000 2099-12-31T23:59:59Z
                S: 250-ETRN
                S: 250-VRFY
                S: 250 HELP
                C: MAIL FROM:<a@mailrace.example> SIZE=1000 BODY=8BITMIME AUTH=<>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: RCPT TO:<c@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 End content with <CR><LF>.<CR><LF>
                C: Subject: one
                C:\s
                C: text
                C: .
                S: 250 2.0.0 Ok: queued as 0000000000000001
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                C: RCPT TO:<b@mailrace.example>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 End content with <CR><LF>.<CR><LF>
                C: .
                S: 250 2.0.0 Ok: queued as 0000000000000002
                C: QUIT
                S: 221 2.0.0 sink.mailrace.example closing connection
                S closes
                """);
        assertThat(totals).isEqualTo(new Ledger.Totals(1, 0, 2, 3, 22, new Ledger.Totals.Logins(0, 0), 0));
    }

    @Test
    void commandsWithoutATransactionAreAnswered() {
        Ledger.Totals totals = Dialogue.hold("""
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: noop
                S: 250 2.0.0 Ok
                C: RSET
                S: 250 2.0.0 Ok
                C: HELP
                S: 214-2.0.0 Commands: EHLO HELO AUTH MAIL RCPT DATA RSET NOOP QUIT
                S: 214 2.0.0 VRFY HELP; content is counted and forgotten
                C: VRFY postmaster
                S: 252 2.1.5 Cannot VRFY user, but will accept message for anyone
                C: helo client
                S: 250 sink.mailrace.example
                C: NOOP with words
                S: 250 2.0.0 Ok
                C: ETRN mailrace.example
                S: 458 4.3.3 Unable to queue messages: nothing is kept here
                C: quit
                S: 221 2.0.0 sink.mailrace.example closing connection
                S closes
                """);
        assertThat(totals).isEqualTo(new Ledger.Totals(1, 0, 0, 0, 0, new Ledger.Totals.Logins(0, 0), 1));
    }

    @Test
    void mailRcptAndDataInOneReadAreAnsweredInOneWrite() {
        try (InMemoryClient client = greeted()) {
            client.send(ENVELOPE);
            assertThat(client.writes()).isEqualTo(1);
            assertThat(client.received()).isEqualTo(ENVELOPE_REPLIES);
        }
    }

    @Test
    void contentAndTheNextEnvelopeInOneReadAreAnsweredInOneWrite() {
        try (InMemoryClient client = greeted()) {
            client.send(ENVELOPE + "one\r\n.\r\n" + ENVELOPE + "two\r\n.\r\n" + ENVELOPE);
            assertThat(client.writes()).isEqualTo(1);
            assertThat(client.received())
                    .isEqualTo(ENVELOPE_REPLIES + "250 2.0.0 Ok: queued as 0000000000000001\r\n" + ENVELOPE_REPLIES
                            + "250 2.0.0 Ok: queued as 0000000000000002\r\n" + ENVELOPE_REPLIES);
        }
    }

    @Test
    void severalReadsOfOneBatchAreAnsweredInOneWrite() {
        try (InMemoryClient client = greeted()) {
            client.sendMore("NOOP\r\nNO");
            client.sendMore("OP\r\n");
            assertThat(client.writes()).isZero();
            client.channel.flushInbound();
            assertThat(client.writes()).isEqualTo(1);
            assertThat(client.received()).isEqualTo("250 2.0.0 Ok\r\n".repeat(2));
        }
    }

    @Test
    void aLoneLineFeedEndsACommand() {
        try (InMemoryClient client = greeted()) {
            client.send("NOOP\nMAIL FROM:<a@mailrace.example>\nRCPT TO:<b@mailrace.example>\n");
            assertThat(client.received()).isEqualTo("250 2.0.0 Ok\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n");
        }
    }

    @Test
    void aDotBetweenLoneLineFeedsIsContent() {
        try (InMemoryClient client = greeted()) {
            client.send(ENVELOPE + "a\n.\nb\r\n.\nc\n.\r\nd\r.\re\r\n");
            assertThat(client.received()).isEqualTo(ENVELOPE_REPLIES);
            client.send(".\r\n");
            assertThat(client.received()).isEqualTo("250 2.0.0 Ok: queued as 0000000000000001\r\n");
            assertThat(client.ledger.totals().contentBytes()).isEqualTo(21);
        }
    }

    @Test
    void contentBytesCountStuffingDotsAndNotTheFinalDot() {
        try (InMemoryClient client = greeted()) {
            client.send(ENVELOPE + "..\r\n..a\r\n.\r\n");
            assertThat(client.received()).endsWith("queued as 0000000000000001\r\n");
            assertThat(client.ledger.totals().contentBytes()).isEqualTo(9);
        }
    }

    @Test
    void theLastCommandMayComeWithoutItsEndAndIsNotObeyed() {
        try (InMemoryClient client = greeted()) {
            client.send("NOOP\r\nNOOP");
            assertThat(client.received()).isEqualTo("250 2.0.0 Ok\r\n");
        }
    }

    @Test
    void aClientThatGoesInTheMiddleOfContentLosesItsMessage() {
        try (InMemoryClient client = greeted()) {
            client.send(ENVELOPE + "one\r\n.\r\n" + ENVELOPE + "two\r\n");
            Ledger.Totals before = client.ledger.totals();
            client.channel.close();
            Ledger.Totals after = client.ledger.totals();
            assertThat(before).isEqualTo(new Ledger.Totals(1, 1, 1, 1, 5, new Ledger.Totals.Logins(0, 0), 0));
            assertThat(after).isEqualTo(new Ledger.Totals(1, 0, 1, 1, 5, new Ledger.Totals.Logins(0, 0), 0));
        }
    }

    @Test
    void aClientThatGoesBeforeItsRepliesAreWrittenLeavesNoBuffer() {
        try (InMemoryClient client = greeted()) {
            client.sendMore("NOOP\r\nEHLO");
            client.channel.close();
            assertThat(client.writes()).isZero();
        }
    }

    @Test
    void whatFollowsQuitIsNotRead() {
        try (InMemoryClient client = greeted()) {
            client.send("QUIT\r\nMAIL FROM:<a@mailrace.example>\r\n");
            assertThat(client.received()).isEqualTo("221 2.0.0 sink.mailrace.example closing connection\r\n");
            assertThat(client.channel.isOpen()).isFalse();
        }
    }

    @Test
    void aSilentSessionEndsAndASlowOneStays() {
        try (InMemoryClient client = greeted()) {
            client.channel.freezeTime();
            for (int minute = 0; minute < 20; minute += 4) {
                advanceMinutes(client, 4);
                client.send("N");
                client.send("OOP\r\n");
                assertThat(client.received()).isEqualTo("250 2.0.0 Ok\r\n");
            }
            advanceMinutes(client, 7);
            assertThat(client.received())
                    .isEqualTo("421 4.4.2 sink.mailrace.example Idle for too long, closing connection\r\n");
            assertThat(client.channel.isOpen()).isFalse();
        }
    }

    private static void advanceMinutes(InMemoryClient client, int minutes) {
        for (int i = 0; i < minutes * 4; i++) {
            client.channel.advanceTimeBy(15, TimeUnit.SECONDS);
            client.channel.runScheduledPendingTasks();
        }
    }

    @Test
    void aClientThatTakesNoRepliesIsNotReadFrom() {
        try (InMemoryClient client = greeted()) {
            client.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
            client.channel.runPendingTasks();
            assertThat(client.channel.config().isAutoRead()).isFalse();
            client.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
            client.channel.runPendingTasks();
            assertThat(client.channel.config().isAutoRead()).isTrue();
        }
    }

    @Test
    void shardsOfOneSinkGiveDifferentQueueIds() {
        SinkShard shard = new SinkShard(SinkSettings.defaults(), new Ledger(), 0xfff);
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < 0x1b; i++) {
            out.clear();
            shard.nextQueueId();
            shard.writeQueued(out);
        }
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("250 2.0.0 Ok: queued as 0fff00000000001b\r\n");
    }

    private static InMemoryClient greeted() {
        InMemoryClient client = new InMemoryClient(SinkSettings.defaults());
        assertThat(client.received()).isEqualTo(GREETING);
        client.send("HELO client\r\n");
        assertThat(client.received()).isEqualTo("250 sink.mailrace.example\r\n");
        return client;
    }
}
