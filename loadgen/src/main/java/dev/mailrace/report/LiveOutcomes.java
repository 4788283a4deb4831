package dev.mailrace.report;

import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedStyle;

/** How arrivals ended by now, by code and reason, in few words: acceptance first, then the rest, most frequent first. */
final class LiveOutcomes {
    private record Item(String text, AttributedStyle style) {}

    private final Line label;
    private final List<Item> items = new ArrayList<>();

    private LiveOutcomes(String label) {
        this.label = Line.labelled(label);
    }

    /** Of all endings. */
    static LiveOutcomes of(OutcomeCounts counts) {
        LiveOutcomes outcomes = new LiveOutcomes("outcomes");
        for (OutcomeCounts.Entry entry : counts.entries()) {
            if (entry.outcome().kind() == Outcome.Kind.ACCEPTED) {
                int code = entry.outcome().code();
                outcomes.items.add(new Item(
                        (code > 0 ? code + " accepted" : "accepted") + " ×" + Human.count(entry.count()), Line.GOOD));
            }
        }
        outcomes.add(Cause.of(counts));
        return outcomes;
    }

    /** Of all endings but acceptance, where there is no room for all. */
    static LiveOutcomes ofTrouble(OutcomeCounts counts) {
        LiveOutcomes trouble = new LiveOutcomes("outcomes");
        trouble.add(Cause.of(counts));
        return trouble;
    }

    /** Of sessions that were lost. */
    static LiveOutcomes ofLost(List<Cause> causes) {
        LiveOutcomes lost = new LiveOutcomes("lost");
        lost.add(causes);
        return lost;
    }

    private void add(List<Cause> causes) {
        causes.forEach(cause -> items.add(
                new Item(cause.toString(), OutcomeTable.style(cause.outcome().kind()))));
    }

    /** On as many lines as it takes, at most so many; an ellipsis stands for those left out. */
    List<Line> lines(Room room) {
        List<Line> lines = new ArrayList<>();
        Line line = label;
        boolean first = true;
        for (int i = 0; i < items.size() && lines.size() < room.rows(); i++) {
            Item item = items.get(i);
            boolean lastLine = lines.size() == room.rows() - 1;
            String after = i + 1 == items.size() ? "" : lastLine ? ", …" : ","; // Room that is kept for it.
            Line longer = line.with(first ? "" : ", ").with(item.text, item.style);
            if (first || longer.with(after).columns() <= room.columns()) {
                line = longer;
                first = false;
            } else if (lastLine) {
                line = line.with(", …");
                break;
            } else {
                lines.add(line.with(","));
                line = Line.labelled("").with(item.text, item.style);
            }
        }
        if (items.isEmpty()) {
            line = label.with("none yet", Line.FAINT);
        }
        if (lines.size() < room.rows()) {
            lines.add(line);
        }
        return lines;
    }
}
