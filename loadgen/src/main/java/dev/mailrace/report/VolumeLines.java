package dev.mailrace.report;

import dev.mailrace.metrics.OutcomeCounts;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Tally;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/** What a finished run moved, whom the server refused, and what had to wait or be tried again: a sentence each. */
final class VolumeLines {
    private static final int CODES_MAX = 8;

    private VolumeLines() {}

    static List<String> of(RunResult result) {
        List<String> lines = new ArrayList<>();
        addVolume(result, lines);
        addRefused(result.measured(), lines);
        addWaits(result.backlogWait(), lines);
        addTries(result.measured(), lines);
        return lines;
    }

    private static void addVolume(RunResult result, List<String> lines) {
        Tally measured = result.measured();
        if (measured.bodyBytes() == 0) {
            return;
        }
        long accepted = measured.count(Outcome.Kind.ACCEPTED);
        // A message's mean size, at the rate at which they were accepted.
        double perSecond = accepted > 0 ? (double) measured.bodyBytes() / accepted * result.acceptedPerSecond() : 0;
        lines.add("volume: " + Human.bytes(measured.bodyBytes()) + " accepted (" + Human.bytes(Math.round(perSecond))
                + "/s), for " + Human.counted(measured.recipientsAccepted(), "recipient"));
    }

    /** By code: a message that is accepted for some of its recipients says nothing of the others. */
    private static void addRefused(Tally measured, List<String> lines) {
        Map<String, Long> byCode = new LinkedHashMap<>();
        for (OutcomeCounts.Entry entry : measured.recipients().entries()) {
            if (entry.outcome().kind() != Outcome.Kind.ACCEPTED) {
                byCode.merge(code(entry.outcome()), entry.count(), Long::sum);
            }
        }
        if (measured.recipientsRefused() == 0 && byCode.isEmpty()) {
            return;
        }
        StringJoiner codes = new StringJoiner(", ", " (", ")").setEmptyValue("");
        byCode.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(CODES_MAX)
                .forEach(code -> codes.add(code.getKey() + " ×" + Human.count(code.getValue())));
        if (byCode.size() > CODES_MAX) {
            codes.add("and " + Human.counted(byCode.size() - CODES_MAX, "more kind"));
        }
        long refused = Math.max(
                measured.recipientsRefused(),
                byCode.values().stream().mapToLong(Long::longValue).sum());
        lines.add("refused recipients: " + Human.count(refused) + codes);
    }

    private static String code(Outcome outcome) {
        if (outcome.code() == 0 || outcome.phase() == null) {
            return new Cause(outcome, 0).label();
        }
        return outcome.code() + (outcome.enhanced().isEmpty() ? "" : " " + outcome.enhanced()) + " "
                + outcome.phase().label();
    }

    private static void addWaits(Histogram wait, List<String> lines) {
        if (wait.getTotalCount() > 0) {
            lines.add("backlog: waits for a free session p50 " + Human.duration(wait.getValueAtPercentile(50))
                    + ", p99 " + Human.duration(wait.getValueAtPercentile(99)) + ", max "
                    + Human.duration(wait.getMaxValue()) + " (" + Human.count(wait.getTotalCount()) + " started)");
        }
    }

    private static void addTries(Tally measured, List<String> lines) {
        if (measured.moved() > 0) {
            lines.add("moved: " + Human.count(measured.moved())
                    + " found their kept connection closed and used a new one");
        }
        if (measured.retries() == 0) {
            return;
        }
        StringJoiner tries = new StringJoiner(", ").setEmptyValue("none accepted");
        for (int number = 1; number <= measured.triesMax(); number++) {
            if (measured.acceptedByTries(number) > 0) {
                tries.add(Human.count(measured.acceptedByTries(number)) + " with try " + number);
            }
        }
        lines.add("retries: " + Human.count(measured.retries()) + "; accepted: " + tries);
    }
}
