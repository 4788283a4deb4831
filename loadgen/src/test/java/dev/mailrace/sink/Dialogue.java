package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;

/**
 * A golden dialogue: lines {@code C: } are sent with CRLF, lines {@code S: } are expected, {@code S closes} at the end
 * expects the connection to end.
 *
 * <p>Each dialogue is held turn by turn, then fed whole, byte by byte, and cut at random places: the replies must be the
 * same bytes each time.
 */
final class Dialogue {
    private static final int RANDOM_CUTS = 20;

    private final SinkSettings settings;
    private final String text;
    private final StringBuilder sent = new StringBuilder();
    private final StringBuilder expected = new StringBuilder();
    private boolean closes;

    private Dialogue(SinkSettings settings, String text) {
        this.settings = settings;
        this.text = text;
    }

    /** Holds the dialogue in every way; the ledger's totals are those of one time. */
    static Ledger.Totals hold(SinkSettings settings, String text) {
        Dialogue dialogue = new Dialogue(settings, text);
        Ledger.Totals totals = dialogue.holdTurnByTurn();
        dialogue.feedWhole(totals);
        dialogue.feedByteByByte(totals);
        for (long seed = 0; seed < RANDOM_CUTS; seed++) {
            dialogue.feedCut(totals, seed);
        }
        return totals;
    }

    static Ledger.Totals hold(String text) {
        return hold(SinkSettings.defaults(), text);
    }

    private Ledger.Totals holdTurnByTurn() {
        try (InMemoryClient client = new InMemoryClient(settings)) {
            StringBuilder turn = new StringBuilder();
            for (String line : text.split("\n", -1)) {
                if (line.startsWith("C: ")) {
                    if (!turn.isEmpty()) {
                        assertThat(client.received()).isEqualTo(turn.toString());
                        turn.setLength(0);
                    }
                    sent.append(line, 3, line.length()).append("\r\n");
                    client.send(line.substring(3) + "\r\n");
                } else if (line.startsWith("S: ")) {
                    expected.append(line, 3, line.length()).append("\r\n");
                    turn.append(line, 3, line.length()).append("\r\n");
                } else if (line.equals("S closes")) {
                    closes = true;
                } else {
                    assertThat(line).as("a dialogue's line").isEmpty();
                }
            }
            assertThat(client.received()).isEqualTo(turn.toString());
            return ended(client, "turn by turn");
        }
    }

    private Ledger.Totals ended(InMemoryClient client, String way) {
        assertThat(client.channel.isOpen()).as("open, " + way).isEqualTo(!closes);
        return client.ledger.totals();
    }

    private void feedWhole(Ledger.Totals totals) {
        try (InMemoryClient client = new InMemoryClient(settings)) {
            client.send(sent.toString());
            assertSame(client, totals, "whole");
        }
    }

    private void feedByteByByte(Ledger.Totals totals) {
        try (InMemoryClient client = new InMemoryClient(settings)) {
            for (int i = 0; i < sent.length() && client.channel.isOpen(); i++) {
                client.send(sent.substring(i, i + 1));
            }
            assertSame(client, totals, "byte by byte");
        }
    }

    private void feedCut(Ledger.Totals totals, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (InMemoryClient client = new InMemoryClient(settings)) {
            int start = 0;
            while (start < sent.length() && client.channel.isOpen()) {
                int end = Math.min(sent.length(), start + 1 + random.nextInt(64));
                client.send(sent.substring(start, end));
                start = end;
            }
            assertSame(client, totals, "cut with seed " + seed);
        }
    }

    private void assertSame(InMemoryClient client, Ledger.Totals totals, String way) {
        assertThat(client.received()).as("replies, " + way).isEqualTo(expected.toString());
        assertThat(ended(client, way)).as("ledger, " + way).isEqualTo(totals);
    }
}
