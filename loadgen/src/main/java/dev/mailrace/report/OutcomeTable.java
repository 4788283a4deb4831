package dev.mailrace.report;

import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedStyle;

/** How often each outcome was seen, most frequent first, with what the server said the first time. */
final class OutcomeTable {
    /** More are not read; run.json has them. */
    private static final int ROWS_MAX = 20;

    private OutcomeTable() {}

    static List<Line> lines(OutcomeCounts counts, int columnsMax) {
        Table table = new Table(List.of(
                Table.Column.right("count"),
                Table.Column.left("outcome"),
                Table.Column.word("phase", 1),
                Table.Column.right("code"),
                Table.Column.word("enhanced", 3), // The sample says it, too.
                Table.Column.word("reason", 2),
                Table.Column.elastic("sample")));
        List<OutcomeCounts.Entry> entries = counts.entries();
        for (OutcomeCounts.Entry entry : entries.subList(0, Math.min(ROWS_MAX, entries.size()))) {
            Outcome outcome = entry.outcome();
            table.add(
                    style(outcome.kind()),
                    List.of(
                            Human.count(entry.count()),
                            Human.words(outcome.kind().label()),
                            outcome.phase() == null ? "" : outcome.phase().label(),
                            outcome.code() == 0 ? "" : Integer.toString(outcome.code()),
                            outcome.enhanced(),
                            Human.words(outcome.reason().label()),
                            outcome.sample()));
        }
        List<Line> lines = new ArrayList<>(table.lines(columnsMax));
        if (entries.size() > ROWS_MAX) {
            List<OutcomeCounts.Entry> others = entries.subList(ROWS_MAX, entries.size());
            long count = others.stream().mapToLong(OutcomeCounts.Entry::count).sum();
            lines.addAll(Line.wrapped(
                    "and " + Human.counted(others.size(), "more kind") + ": " + Human.count(count), 2, columnsMax));
        }
        return lines;
    }

    static AttributedStyle style(Outcome.Kind kind) {
        return switch (kind) {
            case ACCEPTED -> Line.PLAIN;
            case REJECTED, DROPPED, CUT_OFF -> Line.POOR;
            case FAILED, UNCONFIRMED -> Line.BAD;
        };
    }
}
