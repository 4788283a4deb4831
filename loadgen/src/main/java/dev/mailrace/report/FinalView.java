package dev.mailrace.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.analysis.Slo;
import dev.mailrace.metrics.KindTally;
import dev.mailrace.metrics.LittlesLaw;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.SelfHealth;
import dev.mailrace.metrics.Shortfall;
import dev.mailrace.metrics.Tally;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.TlsSession;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * A finished run on a terminal: the verdict, phases, outcomes, the books, the health of the generator, and last the verdict again
 * with the reason.
 */
public final class FinalView {
    private static final int INDENT = 2;

    private final RunResult result;
    private final ObjectNode document;
    private final int columnsMax;
    private final List<Line> lines = new ArrayList<>();

    private FinalView(RunResult result, int columnsMax) {
        this.result = result;
        document = RunDocument.of(result);
        this.columnsMax = columnsMax;
    }

    /** The report as lines, none wider than {@code columnsMax}. */
    public static List<Line> lines(RunResult result, int columnsMax) {
        return lines(result, columnsMax, true);
    }

    /** The same below a line that says the plan already. */
    static List<Line> linesBelowPlan(RunResult result, int columnsMax) {
        return lines(result, columnsMax, false);
    }

    private static List<Line> lines(RunResult result, int columnsMax, boolean withPlan) {
        FinalView view = new FinalView(result, columnsMax);
        view.writeHeadline(withPlan);
        view.writeThresholds();
        view.writePart(PhaseTable.lines(result, columnsMax));
        view.writePart(OutcomeTable.lines(result.measured().outcomes(), columnsMax));
        view.writeWarmupOutcomes();
        view.lines.add(Line.EMPTY);
        view.writeBooks();
        DeliveryLines.of(result)
                .forEach(line -> view.write(line, DeliveryLines.areGood(result) ? Line.PLAIN : Line.BAD));
        view.writeKinds();
        VolumeLines.of(result).forEach(line -> view.write(line, Line.PLAIN));
        view.writePart(SideView.monitors(result, columnsMax));
        view.writePart(SideView.events(result, columnsMax));
        if (result.ending() == RunResult.Ending.KILLED) {
            view.write("generator: " + String.join("; ", result.self().reasons()), Line.BAD);
        } else {
            view.writeSessions();
            view.writeTls();
            view.writeShortfalls();
            view.writeGenerator();
            view.writePart(AgentTable.lines(result, columnsMax));
        }
        view.lines.add(Line.EMPTY);
        view.writeVerdict();
        view.write(Why.of(view.document) + ".", Line.PLAIN);
        return view.lines;
    }

    private void writePart(List<Line> part) {
        if (!part.isEmpty()) {
            lines.add(Line.EMPTY);
            lines.addAll(part);
        }
    }

    private void write(String text, AttributedStyle style) {
        Line.wrapped(text, INDENT, columnsMax).forEach(line -> lines.add(Line.of(line.toString(), style)));
    }

    private void writeHeadline(boolean withPlan) {
        writeVerdict();
        String behind = Headline.fellBehind(document);
        if (!behind.isEmpty()) {
            write(behind, Line.BAD);
        }
        AboutLines.of(result.info().about()).forEach(line -> write(line, Line.STRONG));
        if (withPlan) {
            write("mailrace " + result.info().version() + ": " + result.info().plan(), Line.FAINT);
            lines.add(Line.EMPTY);
        }
        switch (result.ending()) {
            case COMPLETED -> {}
            case INTERRUPTED -> write("Interrupted. The results cover the time until then.", Line.POOR);
            case SLO_BROKEN -> write("A threshold was broken: the run ended with it.", Line.BAD);
            case OUTPUT_LOST ->
                write("An output was lost: the run ended with it. The results cover the time until then.", Line.BAD);
            case SERVER_GONE -> write("The server went away and did not come back.", Line.BAD);
            case KILLED -> write("The run was killed. The results cover the time until then.", Line.BAD);
            case BROKEN ->
                write("The run ended with an internal error of Mailrace. The server is not the cause.", Line.BAD);
        }
        write(Headline.of(document) + (result.self().valid() ? "" : " (INVALID, see below)"), Line.STRONG);
    }

    /** First of all, and again at the end, where a terminal that has scrolled still shows it; where there was something to decide. */
    private void writeVerdict() {
        String verdict = Headline.verdict(document);
        if (!verdict.isEmpty()) {
            write(verdict, style(RunVerdict.of(result).word()));
        }
    }

    private static AttributedStyle style(RunVerdict.Word word) {
        return switch (word) {
            case NONE, PASSED -> Line.GOOD;
            case NOT_DECIDED -> Line.POOR;
            case BROKEN, FAILED, INVALID -> Line.BAD;
        };
    }

    private void writeThresholds() {
        List<Slo.Verdict> verdicts = RunVerdict.of(result).thresholds();
        if (verdicts.isEmpty()) {
            return;
        }
        lines.add(Line.EMPTY);
        if (!result.self().valid()) {
            write("thresholds: not decided, because the run is invalid", Line.BAD);
        }
        for (Slo.Verdict verdict : verdicts) {
            switch (verdict.decision()) {
                case PASSED -> write("passed  " + words(verdict), Line.GOOD);
                case BROKEN -> write("BROKEN  " + words(verdict), Line.BAD);
                case NOT_DECIDED -> write("NOT DECIDED  " + words(verdict) + ": " + verdict.reason(), Line.POOR);
            }
        }
    }

    private static String words(Slo.Verdict verdict) {
        return verdict.slo() + "  (" + verdict.valueText() + ")";
    }

    /** What went wrong before the measured stage explains what did not happen in it. */
    private void writeWarmupOutcomes() {
        if (Cause.of(result.warmup().outcomes()).isEmpty()) {
            return;
        }
        lines.add(Line.EMPTY);
        write("in the warm-up:", Line.PLAIN);
        lines.addAll(OutcomeTable.lines(result.warmup().outcomes(), columnsMax));
    }

    private void writeBooks() {
        Tally measured = result.measured();
        StringJoiner sum = new StringJoiner(" + ");
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            sum.add(Human.count(measured.count(kind)) + " " + Human.words(kind.label()));
        }
        write(
                "books: " + Human.count(measured.arrivals()) + " due = " + sum + balance(measured)
                        + (result.warmup().arrivals() == 0
                                ? ""
                                : ", and " + Human.count(result.warmup().arrivals()) + " in the warm-up"
                                        + (result.warmup().imbalance() == 0 ? "" : balance(result.warmup()))),
                result.balanced() ? Line.PLAIN : Line.BAD);
    }

    /** One line per session class: times of different servers, or with and without a login, say little together. */
    private void writeKinds() {
        for (int number = 0; number < result.info().kinds().size(); number++) {
            RunInfo.Kind kind = result.info().kinds().get(number);
            KindTally tally = result.measuredOf(number);
            StringJoiner words = new StringJoiner(", ");
            for (Outcome.Kind outcome : Outcome.Kind.values()) {
                if (outcome == Outcome.Kind.ACCEPTED || tally.count(outcome) > 0) {
                    words.add(Human.count(tally.count(outcome)) + " " + Human.words(outcome.label()));
                }
            }
            Histogram response = tally.response();
            if (response != null) {
                words.add("p50 " + Human.duration(response.getValueAtPercentile(50)));
                words.add("p99 " + Human.duration(response.getValueAtPercentile(99)) + " (response)");
            }
            write(kind.name() + ", " + share(kind, tally) + ": " + words, Line.PLAIN);
        }
    }

    /** What was asked for beside what came of it: of sessions in a closed loop, where each takes as much as it can. */
    private String share(RunInfo.Kind kind, KindTally tally) {
        long all = result.measured().kinds().stream()
                .mapToLong(KindTally::arrivals)
                .sum();
        if (all == 0) {
            return Human.share(kind.share()) + " of sessions";
        }
        String had = "had " + Human.share((double) tally.arrivals() / all);
        return result.info().ratePerSecond() > 0
                ? "asked " + Human.share(kind.share()) + ", " + had
                : Human.share(kind.share()) + " of sessions, " + had + " of what was due";
    }

    private static String balance(Tally tally) {
        return tally.imbalance() == 0
                ? " (balanced)"
                : String.format(Locale.ROOT, " (OUT BY %,d, an internal error)", tally.imbalance());
    }

    private void writeTls() {
        TlsSession tls = result.sessions().tls();
        if (tls == null) {
            return;
        }
        long full = result.sessions().fullHandshakes();
        long resumed = result.sessions().resumedHandshakes();
        write(
                "tls: " + tls.version() + ", " + tls.cipher() + (tls.group().isEmpty() ? "" : ", " + tls.group())
                        + "; " + Human.counted(full, "full handshake") + ", " + Human.count(resumed) + " resumed ("
                        + Human.share((double) resumed / (full + resumed)) + ")",
                Line.PLAIN);
    }

    private void writeSessions() {
        long lost = result.sessions().losses().total();
        long allOpenedNanos = result.allOpenedNanos();
        write(
                "sessions: " + Human.count(result.sessions().attemptedCount()) + " attempted, "
                        + Human.count(result.sessions().establishedCount()) + " established, " + Human.count(lost)
                        + " lost, " + Human.count(result.connectionsMax()) + " at once"
                        + (allOpenedNanos < 0 ? "" : ", all open after " + Human.duration(allOpenedNanos)),
                Line.PLAIN);
        writeAddresses();
        if (lost > 0) {
            writePart(OutcomeTable.lines(result.sessions().losses(), columnsMax));
            lines.add(Line.EMPTY);
        }
    }

    /** Of a server that has several: how the connections were spread, and which addresses could not be reached. */
    private void writeAddresses() {
        StringJoiner words = new StringJoiner(", ");
        result.sessions()
                .addresses()
                .byAddress()
                .forEach((address, count) -> words.add(address + " " + Human.count(count.attempted())
                        + (count.failed() == 0 ? "" : " (" + Human.count(count.failed()) + " failed)")));
        if (result.sessions().addresses().byAddress().size() > 1) {
            write("addresses: " + words, Line.PLAIN);
        }
    }

    /** Whether the run was the one that was asked for, and if not, whose doing that was. */
    private void writeShortfalls() {
        if (result.ending() != RunResult.Ending.COMPLETED && result.shortfalls().isEmpty()) {
            return;
        }
        if (result.shortfalls().isEmpty()) {
            write("run: as asked", Line.GOOD);
        }
        for (Shortfall shortfall : result.shortfalls()) {
            write(
                    "run: NOT as asked: " + shortfall.what() + " (cause: "
                            + shortfall.cause().label() + ")",
                    shortfall.spoils() ? Line.BAD : Line.POOR);
        }
    }

    private void writeGenerator() {
        SelfHealth.Verdict self = result.self();
        if (self.valid()) {
            String ofItsLimit = Headline.ofItsLimit(document);
            write(
                    "generator: valid, late by up to " + Human.duration(self.latenessNanos())
                            + (ofItsLimit.isEmpty() ? "" : ", " + ofItsLimit),
                    Line.GOOD);
        } else {
            write("generator: INVALID: " + String.join("; ", self.reasons()), Line.BAD);
        }
        String slip = slip(self);
        write(
                "  loop lag p99 " + Human.duration(self.loopLagP99Nanos()) + (slip == null ? "" : ", " + slip)
                        + ", CPU "
                        + Human.share(self.cpuShare()) + " of the machine ("
                        + Human.duration(Math.round(self.cpuSeconds() * 1e9))
                        + "), busiest loop " + Human.share(self.busiestLoopShare()) + ", GC pause max "
                        + Human.duration(self.gcPauseMaxNanos()),
                Line.PLAIN);
        LittlesLaw law = self.little();
        write(
                "  sessions in use " + Human.rate(law.inUseMean()) + " on average, throughput times time "
                        + Human.rate(law.throughputTimesTime()) + " (Little's law)",
                Line.PLAIN);
        self.notes().forEach(note -> write("  note: " + note, Line.POOR));
    }

    /** Null in a closed loop, where nothing is due at a time of its own. */
    private @Nullable String slip(SelfHealth.Verdict self) {
        return result.info().ratePerSecond() > 0 ? "slip p99 " + Human.duration(self.slipP99Nanos()) : null;
    }
}
