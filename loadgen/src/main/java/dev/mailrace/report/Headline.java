package dev.mailrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.metrics.Timing;
import dev.mailrace.runfile.JsonFile;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.words.Human;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What a run came to, in a line, of its document. */
public final class Headline {
    private static final List<Phase> WHOLES = List.of(Phase.TRANSACTION, Phase.SESSION);
    private static final List<Timing> CLOCKS = List.of(Timing.RESPONSE, Timing.SERVICE);

    private Headline() {}

    /**
     * What a run was about.
     *
     * @param statistics its times, as {@code run.json} has them
     */
    public record Whole(Phase phase, Timing timing, JsonNode statistics) {}

    /** The verdict and why, as {@code BROKEN: p99(transaction) < 500ms (≥ 9.8 s)}; empty where there is none. */
    public static String verdict(JsonNode run) {
        String word = run.path("verdict").asText("");
        if (word.isEmpty() || word.equals(RunVerdict.Word.NONE.label())) {
            return "";
        }
        String reason = run.path("verdict_reason").asText("");
        return Human.words(word).toUpperCase(Locale.ROOT) + (reason.isEmpty() ? "" : ": " + JsonFile.printable(reason));
    }

    /** Whether the verdict, if there is one, is a good one. */
    public static boolean isGood(JsonNode run) {
        String word = run.path("verdict").asText("");
        return word.equals(RunVerdict.Word.PASSED.label())
                || ((word.isEmpty() || word.equals(RunVerdict.Word.NONE.label()))
                        && run.path("self").path("verdict").asText().equals("valid"));
    }

    /** As {@code The server fell behind: 481/s of 1,000/s due, 2,595 waiting at the end}; empty where it did not. */
    public static String fellBehind(JsonNode run) {
        JsonNode behind = run.path("fell_behind");
        return behind.isObject()
                ? "The server fell behind: "
                        + Human.rate(behind.path("accepted_per_second").asDouble()) + "/s of "
                        + Human.rate(behind.path("due_per_second").asDouble()) + "/s due, "
                        + Human.count(behind.path("waiting").asLong()) + " waiting at the end"
                : "";
    }

    /** As {@code 7,412 accepted/s over 10.0 s, p99 38.1 ms (transaction, response), no failures}. */
    public static String of(JsonNode run) {
        JsonNode totals = run.path("totals");
        return Human.rate(totals.path("accepted_per_second").asDouble()) + " " + unit(run) + "/s over "
                + Human.duration(Math.round(run.path("measured_seconds").asDouble() * 1e9)) + ", " + tail(run) + ", "
                + shortfall(totals);
    }

    /** What is counted: messages that were accepted, where arrivals are no sessions or handshakes of their own. */
    private static String unit(JsonNode run) {
        return switch (run.path("scenario").path("work").asText()) {
            case "session" -> "sessions";
            case "handshake" -> "handshakes";
            default -> "accepted";
        };
    }

    /** The times that the run is judged by; null when nothing was timed. */
    public static @Nullable Whole whole(JsonNode run) {
        for (Phase phase : WHOLES) {
            JsonNode times = run.path("phases").path(phase.label());
            for (Timing timing : CLOCKS) {
                JsonNode statistics = times.path(timing.name().toLowerCase(Locale.ROOT));
                if (times.path("stage").asText().equals("measure")
                        && statistics.path("count").asLong() > 0) {
                    return new Whole(phase, timing, statistics);
                }
            }
        }
        return null;
    }

    private static String tail(JsonNode run) {
        Whole whole = whole(run);
        return whole == null
                ? "no transaction timed"
                : "p99 " + Percentiles.words(whole.statistics(), "p99") + " ("
                        + whole.phase().label() + ", "
                        + whole.timing().name().toLowerCase(Locale.ROOT) + ")";
    }

    private static String shortfall(JsonNode totals) {
        StringJoiner words = new StringJoiner(", ")
                .setEmptyValue(totals.path("arrivals").asLong() == 0 ? "nothing was due" : "no failures");
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            long count = totals.path(kind.label()).asLong();
            if (kind != Outcome.Kind.ACCEPTED && count > 0) {
                words.add(Human.count(count) + " " + Human.words(kind.label())
                        + (kind == Outcome.Kind.CUT_OFF ? unanswered(totals, count) : ""));
            }
        }
        return words.toString();
    }

    private static String unanswered(JsonNode totals, long cutOff) {
        long unanswered = totals.path("unanswered").asLong();
        if (unanswered == 0) {
            return "";
        }
        return " (" + (unanswered == cutOff ? "all" : Human.count(unanswered)) + " without an answer)";
    }

    /** As {@code at 41.2 % of its own limit (18,000 accepted/s)}; empty where the generator was not calibrated. */
    public static String ofItsLimit(JsonNode run) {
        double limit =
                run.path("environment").path("calibrated_accepted_per_second").asDouble();
        double accepted = run.path("totals").path("accepted_per_second").asDouble();
        return limit > 0
                ? "at " + Human.share(accepted / limit) + " of its own limit (" + Human.rate(limit) + " accepted/s)"
                : "";
    }
}
