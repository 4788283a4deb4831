package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the sink does wrong when it is asked to, and what it says of that. */
class SinkFaultTest {
    private static final String MAIL = "MAIL FROM:<a@mailrace.example>\r\n";
    private static final String RCPT = "RCPT TO:<b@mailrace.example>\r\n";
    private static final String CONTENT = "text\r\n.\r\n";
    private static final List<String> STEPS = List.of("EHLO c\r\n", MAIL, RCPT, "DATA\r\n", CONTENT, "QUIT\r\n");

    private final MockTicker clock = Ticker.newMockTicker();

    private InMemoryClient client(Fault... faults) {
        return client(SinkSettings.defaults(), faults);
    }

    private InMemoryClient client(SinkSettings settings, Fault... faults) {
        SinkBehaviour behaviour = settings.behaviour().withFaults(FaultPlan.of(1, faults));
        return new InMemoryClient(new SinkShared(settings.withBehaviour(behaviour), new Ledger(), null), clock);
    }

    /** The replies to each of the steps, by their codes. */
    private static String codes(InMemoryClient client) {
        StringBuilder codes = new StringBuilder(code(client));
        for (String step : STEPS) {
            if (client.channel.isOpen()) {
                client.send(step);
            }
            codes.append(' ').append(code(client));
        }
        return codes.toString();
    }

    private static String code(InMemoryClient client) {
        String reply = client.received();
        return reply.isEmpty() ? "-" : reply.length() < 3 ? "?" : reply.substring(0, 3);
    }

    static JsonNode ledger(InMemoryClient client, Fault... faults) {
        client.close();
        JsonNode ledger = LedgerDocument.of(client.ledger, FaultPlan.of(1, faults));
        JsonNode all = ledger.get("transactions");
        long ended = all.get("accepted").asLong()
                + all.get("unconfirmed").asLong()
                + all.get("abandoned").asLong();
        for (String kind : List.of("rejected", "broken")) {
            for (JsonNode each : all.get(kind)) {
                ended += each.get("count").asLong();
            }
        }
        assertThat(ended)
                .as("each transaction that began has one end: %s", all)
                .isEqualTo(all.get("begun").asLong());
        return ledger;
    }

    @ParameterizedTest
    @CsvSource({
        "4, BANNER, 450 - - - - - -, ''",
        "5, BANNER, 554 - - - - - -, ''",
        "4, EHLO, 220 451 503 503 503 500 221, mail 503 5.5.1",
        "4, MAIL, 220 250 451 503 503 500 221, mail 451 4.3.0",
        "5, MAIL, 220 250 550 503 503 500 221, mail 550 5.7.1",
        "4, RCPT, 220 250 250 450 503 500 221, rcpt 450 4.2.1",
        "5, RCPT, 220 250 250 550 503 500 221, rcpt 550 5.1.1",
        "4, DATA, 220 250 250 250 451 500 221, data 451 4.3.0",
        "5, CONTENT, 220 250 250 250 354 554 221, content 554 5.3.0",
        "421, CONTENT, 220 250 250 250 354 421 -, content 421 4.3.2",
        "421, RCPT, 220 250 250 421 - - -, rcpt 421 4.3.2",
        "471, RCPT, 220 250 250 471 503 500 221, rcpt 471 4.3.0",
    })
    void aRefusalStandsForThePhaseThatWasNotObeyed(int code, SinkPhase phase, String codes, String rejected) {
        Fault fault = Fault.refusal(code, 1).at(phase);
        InMemoryClient client = client(fault);
        assertThat(codes(client))
                .as("a content whose DATA was refused is read as commands")
                .isEqualTo(codes);
        JsonNode ledger = ledger(client, fault);
        assertThat(ledger.at("/faults/0/count").asInt()).isEqualTo(1);
        StringBuilder decided = new StringBuilder();
        for (JsonNode each : ledger.at("/transactions/rejected")) {
            decided.append(each.get("phase").asText()).append(' ');
            decided.append(each.get("code").asText())
                    .append(' ')
                    .append(each.get("enhanced").asText());
        }
        assertThat(decided).hasToString(rejected);
        assertThat(ledger.at("/messages/accepted").asInt()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"RESET", "CLOSE", "HALF_REPLY", "NO_REPLY", "GARBAGE"})
    void whatBreaksOffAtTheFinalDotLeavesTheMessageUnconfirmed(FaultKind kind) {
        Fault fault = Fault.of(kind, 1).at(SinkPhase.CONTENT);
        InMemoryClient client = client(fault);
        for (String step : STEPS.subList(0, 4)) {
            client.send(step);
        }
        client.received();
        client.send(CONTENT + MAIL);
        String said = client.received();
        switch (kind) {
            case HALF_REPLY ->
                assertThat(said).isNotEmpty().doesNotContain("\n").isSubstringOf("250 2.0.0 Ok");
            case GARBAGE -> assertThat(said).endsWith("\r\n").doesNotContainPattern("^[0-9]");
            default -> assertThat(said).isEmpty();
        }
        boolean stays = kind == FaultKind.NO_REPLY || kind == FaultKind.GARBAGE;
        assertThat(client.channel.isOpen()).isEqualTo(stays);
        JsonNode ledger = ledger(client, fault);
        assertThat(ledger.at("/messages/unconfirmed").asInt()).isEqualTo(1);
        assertThat(ledger.at("/transactions/begun").asInt()).isEqualTo(1);
        assertThat(ledger.at("/sessions/"
                                + (stays
                                        ? "closed_by_client"
                                        : kind == FaultKind.RESET ? "reset_by_sink" : "closed_by_sink"))
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = SinkPhase.class,
            names = {"BANNER", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"})
    void whatBreaksOffBeforeIsNoMessage(SinkPhase phase) {
        Fault fault = Fault.of(FaultKind.CLOSE, 1).at(phase);
        InMemoryClient client = client(fault);
        codes(client);
        assertThat(client.channel.isOpen()).isFalse();
        JsonNode ledger = ledger(client, fault);
        assertThat(ledger.at("/messages/unconfirmed").asInt()).isZero();
        boolean inTransaction = phase == SinkPhase.MAIL || phase == SinkPhase.RCPT || phase == SinkPhase.DATA;
        assertThat(ledger.at("/transactions/broken/0/phase").asText()).isEqualTo(inTransaction ? phase.label() : "");
    }

    /** What a client sent behind it, in the same bytes, has not happened. */
    @Test
    void nothingBehindABreakIsObeyed() {
        InMemoryClient client = client(Fault.of(FaultKind.GARBAGE, 1).at(SinkPhase.MAIL));
        client.send("EHLO c\r\n" + MAIL + RCPT + "BDAT 2 LAST\r\nabQUIT\r\n");
        assertThat(client.received().split("\r\n", -1))
                .filteredOn(line -> line.matches("[245]\\d\\d .*"))
                .hasSize(2);
        assertThat(ledger(client).at("/messages/accepted").asInt()).isZero();
    }

    @Test
    void aSlowReplyComesLateAndAllBehindItInOrder() {
        InMemoryClient client =
                client(Fault.slow(Delay.fixed(Duration.ofSeconds(2))).at(SinkPhase.RCPT));
        client.send("EHLO c\r\n" + MAIL + RCPT + "DATA\r\n");
        assertThat(client.received())
                .contains("250 2.1.0 Ok")
                .doesNotContain("354")
                .doesNotContain("2.1.5");
        advance(client, 1_999);
        assertThat(client.received()).isEmpty();
        client.send(CONTENT + "QUIT\r\n");
        advance(client, 1);
        assertThat(client.received().replaceAll(" .*", "")).isEqualTo("250\r\n354\r\n250\r\n221\r\n");
        assertThat(ledger(client).at("/messages/accepted").asInt()).isEqualTo(1);
    }

    private void advance(InMemoryClient client, long millis) {
        clock.advance(millis, TimeUnit.MILLISECONDS);
        client.channel.runScheduledPendingTasks();
        client.channel.runPendingTasks();
    }

    @Test
    void nothingIsAnsweredInAStallAndAllBehindIt() {
        Fault.Window window = new Fault.Window(Duration.ofSeconds(10), Duration.ofSeconds(12));
        InMemoryClient client = client(Fault.stall(window));
        client.send("EHLO c\r\n" + MAIL);
        assertThat(client.received()).contains("2.1.0");
        advance(client, 10_000);
        client.send(RCPT + "DATA\r\n");
        advance(client, 1_999);
        assertThat(client.received()).isEmpty();
        advance(client, 1);
        assertThat(client.received()).contains("2.1.5").contains("354");
        client.close();
    }

    @Test
    void aFaultOfAWindowStrikesInIt() {
        Fault fault = Fault.refusal(Fault.FOR_NOW, 1)
                .at(SinkPhase.MAIL)
                .within(new Fault.Window(Duration.ofSeconds(1), Duration.ofSeconds(2)));
        InMemoryClient client = client(fault);
        client.send("EHLO c\r\n" + MAIL + "RSET\r\n");
        assertThat(client.received()).contains("2.1.0");
        advance(client, 1_000);
        client.send(MAIL);
        assertThat(code(client)).isEqualTo("451");
        advance(client, 1_000);
        client.send(MAIL);
        assertThat(code(client)).isEqualTo("250");
        client.close();
    }

    /** RFC 6647 §2.1: who comes again after the time is known. */
    @Test
    void theGreylistLetsATripleInAfterItsTime() {
        InMemoryClient client = client(Fault.greylist(Duration.ofSeconds(30)));
        client.send("EHLO c\r\n" + MAIL);
        client.received();
        client.send(RCPT);
        assertThat(client.received()).isEqualTo("451 4.7.1 Greylisted, try again later\r\n");
        advance(client, 29_999);
        client.send(RCPT);
        assertThat(code(client)).isEqualTo("451");
        advance(client, 1);
        client.send("RCPT TO:<other@mailrace.example>\r\n" + RCPT);
        assertThat(client.received().replaceAll(" .*", "")).isEqualTo("451\r\n250\r\n");
        client.send("RSET\r\nMAIL FROM:<z@mailrace.example>\r\n" + RCPT);
        assertThat(client.received().replaceAll(" .*", "")).isEqualTo("250\r\n250\r\n451\r\n");
        client.close();
    }

    @Test
    void aSplitReplyIsTheSameBytesInSeveralWrites() {
        InMemoryClient client = client(Fault.of(FaultKind.SPLIT, 1).at(SinkPhase.EHLO));
        client.received();
        client.send("EHLO c\r\n");
        assertThat(client.writes()).isGreaterThan(5);
        String whole = client.received();
        assertThat(whole).startsWith("250-sink").endsWith("\r\n");
        client.send("NOOP\r\n");
        assertThat(client.writes()).isEqualTo(1);
        client.close();
    }

    @Test
    void anEarlyReplyComesBehindThe354AndNoneBehindTheDot() {
        InMemoryClient client = client(Fault.of(FaultKind.EARLY_REPLY, 1));
        client.send("EHLO c\r\n" + MAIL + RCPT);
        client.received();
        client.send("DATA\r\n");
        assertThat(client.received().replaceAll(" .*", "")).isEqualTo("354\r\n250\r\n");
        client.send(CONTENT);
        assertThat(client.received()).isEmpty();
        client.send("NOOP\r\n");
        assertThat(code(client)).isEqualTo("250");
        JsonNode ledger = ledger(client);
        assertThat(ledger.at("/messages/accepted").asInt()).isEqualTo(1);
        assertThat(ledger.at("/faults/0/fault").asText()).isEqualTo("early-reply");
    }

    @Test
    void aRefusedChunkEndsItsTransaction() {
        InMemoryClient client = client(Fault.refusal(Fault.FOR_NOW, 1).at(SinkPhase.CHUNK));
        client.send("EHLO c\r\n" + MAIL + RCPT);
        client.received();
        client.send("BDAT 2\r\nabBDAT 2 LAST\r\ncdRSET\r\n");
        assertThat(client.received().replaceAll(" .*", "")).isEqualTo("451\r\n503\r\n250\r\n");
        JsonNode ledger = ledger(client);
        assertThat(ledger.at("/transactions/rejected/0/phase").asText()).isEqualTo("chunk");
        assertThat(ledger.at("/transactions/begun").asInt()).isEqualTo(1);
    }

    /** In LMTP a refusal of the content is one of each recipient's (RFC 2033 §4.2). */
    @Test
    void aRefusedContentIsRefusedForEachRecipientInLmtp() {
        SinkSettings lmtp = SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.LMTP));
        InMemoryClient client = client(lmtp, Fault.refusal(Fault.FOR_GOOD, 1).at(SinkPhase.CONTENT));
        client.send("LHLO c\r\n" + MAIL + RCPT + RCPT + "DATA\r\n");
        client.received();
        client.send(CONTENT);
        assertThat(client.received().replaceAll(" .*", "")).isEqualTo("554\r\n554\r\n");
        client.close();
    }

    /** Whatever a client is refused out of the blue leads to errors that are not its own. */
    @Test
    void aFaultDoesNotUseUpTheSinksPatience() {
        InMemoryClient client = client(Fault.refusal(Fault.FOR_GOOD, 1).at(SinkPhase.MAIL));
        client.send("EHLO c\r\n" + (MAIL + RCPT + "DATA\r\n").repeat(50));
        assertThat(client.received()).doesNotContain("421");
        assertThat(client.channel.isOpen()).isTrue();
        client.close();
    }

    @Test
    void theSameSeedDoesTheSameToTheSameDialogue() {
        Fault[] faults = {
            Fault.refusal(Fault.FOR_NOW, 0.2).at(SinkPhase.MAIL),
            Fault.of(FaultKind.SPLIT, 0.3).at(SinkPhase.RCPT)
        };
        String first = dialogue(faults);
        assertThat(first).contains("451");
        assertThat(dialogue(faults)).isEqualTo(first);
    }

    private String dialogue(Fault... faults) {
        InMemoryClient client = client(faults);
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            STEPS.stream().limit(5).forEach(client::send);
            said.append(client.writes()).append(client.received());
        }
        client.close();
        return said.toString();
    }

    @Test
    void chancesAreAsAskedFor() {
        Map<String, Integer> codes = new TreeMap<>();
        InMemoryClient client = client(Fault.refusal(450, 0.25).at(SinkPhase.MAIL));
        client.send("EHLO c\r\n");
        client.received();
        for (int i = 0; i < 4_000; i++) {
            client.send(MAIL);
            codes.merge(code(client), 1, Integer::sum);
            client.send("RSET\r\n");
            client.received();
        }
        client.close();
        assertThat(codes.getOrDefault("450", 0)).as("of 4,000, seeded").isBetween(900, 1_100);
    }
}
