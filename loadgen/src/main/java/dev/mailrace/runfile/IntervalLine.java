package dev.mailrace.runfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Phase;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What an interval counted, as a comment of the histogram log that ends the interval's lines: with it, a log holds all of
 * a run's seconds, and tools that only read histograms pass over it. And the tags of the histograms before it.
 */
final class IntervalLine {
    private static final int DIGITS_MAX = 3; // As Tally.histogram() has.
    private static final String BEGIN = "[interval ";
    private static final String END = "]";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static final String WARMUP = "warmup.";
    static final String SLIP = "slip";
    static final String BACKLOG_WAIT = "backlog_wait";
    static final String LOOP_LAG = "loop_lag";

    /** Ages at the interval's end of what was due and had no answer. */
    static final String WAITING = "waiting";

    private static final String KIND = "kind_";

    private IntervalLine() {}

    /** Before the tags of what has no stage of its own: none in the measured stage, for a run's figures cover that. */
    static String prefix(Stage stage) {
        return stage == Stage.MEASURE ? "" : stage.label() + ".";
    }

    /** The tag of the response times of the kind of session with that number, from 0. */
    static String kindTag(int number, Phase phase) {
        return KIND + number + '.' + phase.label();
    }

    /** Of response times. */
    static String kindTag(int number) {
        return KIND + number + ".response";
    }

    /** The comment, without the number sign. */
    static String of(Interval interval) {
        ObjectNode node = RunDocument.bare();
        node.put("number", interval.number());
        node.put("start_ns", interval.startNanos());
        node.put("end_ns", interval.endNanos());
        node.put("stage", interval.stage().label());
        node.put("connections", interval.connections());
        node.put("backlog", interval.backlog());
        if (interval.unanswered().getTotalCount() > 0) {
            node.put(WAITING, interval.unanswered().getTotalCount());
        }
        ObjectNode measured = TallyDocument.of(interval.measured());
        if (!measured.isEmpty()) {
            node.set("measured", measured);
        }
        ObjectNode warmup = TallyDocument.of(interval.warmup());
        if (!warmup.isEmpty()) {
            node.set("warmup", warmup);
        }
        SideDocument.add(interval, node);
        return BEGIN + node + END;
    }

    /** The tree of a line of the log; null when it is no such comment. */
    static @Nullable JsonNode parse(String line) throws JsonProcessingException {
        String begin = "#" + BEGIN;
        return line.startsWith(begin) && line.endsWith(END)
                ? MAPPER.readTree(line.substring(begin.length(), line.length() - END.length()))
                : null;
    }

    /** The times of a line's last field. */
    static Histogram times(String payload) {
        try {
            Histogram times = Histogram.fromString(payload);
            if (times.getNumberOfSignificantValueDigits() > DIGITS_MAX) {
                throw new IllegalArgumentException(payload); // Each takes a hundred times the memory of ours.
            }
            return times;
        } catch (DataFormatException | RuntimeException e) { // What is cut short may end anywhere.
            throw new IllegalArgumentException(e);
        }
    }

    static Stage stage(String where, JsonNode interval) {
        return JsonFile.constant(where, interval, "stage", Stage.values());
    }

    /**
     * Adds times to what their tag names: a clock and a phase, or a kind of session.
     *
     * @param tag without its stage; one that this version does not know is passed over
     * @param kinds how many kinds of session there are
     */
    static void add(TallyBuilder tally, String tag, int kinds, Histogram times) {
        if (tag.startsWith(KIND)) {
            String number = tag.substring(KIND.length(), Math.max(KIND.length(), tag.indexOf('.')));
            if (number.matches("[0-9]{1,6}") && Integer.parseInt(number) < kinds) {
                addOfKind(tally, Integer.parseInt(number), tag.substring(KIND.length() + number.length()), times);
            }
            return;
        }
        TimedPhase timed = TIMED.get(tag);
        if (timed != null) {
            tally.times(timed.timing(), timed.phase(), times);
        }
    }

    private static void addOfKind(TallyBuilder tally, int number, String suffix, Histogram times) {
        if (suffix.equals(".response")) {
            tally.kindResponse(number, times);
        }
        for (Phase phase : Phase.values()) {
            if (suffix.equals('.' + phase.label())) {
                tally.kindTimes(number, phase, times);
            }
        }
    }

    private record TimedPhase(Timing timing, Phase phase) {}

    private static final Map<String, TimedPhase> TIMED = timed();

    private static Map<String, TimedPhase> timed() {
        Map<String, TimedPhase> timed = new HashMap<>();
        for (Phase phase : Phase.values()) {
            for (Timing timing : Timing.values()) {
                timed.put(timing.tag(phase), new TimedPhase(timing, phase));
            }
        }
        return Map.copyOf(timed);
    }
}
