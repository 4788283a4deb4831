package dev.mailrace.analysis;

import dev.mailrace.metrics.RunResult;
import dev.mailrace.session.Outcome;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a run, in one word. Three verdicts stand behind it and are never mixed: the server's, by thresholds, or because
 * it accepted nothing; the run's, {@link RunResult#shortfalls}; and the generator's, {@link RunResult#self}.
 *
 * @param word the first word of every output
 * @param exitCode what the process ends with
 * @param reason why, without its full stop; empty where the word says it all, or there is none
 * @param thresholds what became of each
 * @param behind whether the server kept up; null: it did, or that is not known
 */
public record RunVerdict(
        Word word,
        ExitCode exitCode,
        String reason,
        List<Slo.Verdict> thresholds,
        @Nullable FellBehind behind) {
    /** The words, and what a process that ends so ends with. */
    public enum Word {
        /** There was nothing to decide, or the run was interrupted before. */
        NONE(ExitCode.OK),
        /** Every threshold was kept. */
        PASSED(ExitCode.OK),
        /** A threshold was broken. */
        BROKEN(ExitCode.SLO),
        /** No threshold was broken, and what is not known of the run decides about one. */
        NOT_DECIDED(ExitCode.INCONCLUSIVE),
        /** The server accepted nothing, or went away. */
        FAILED(ExitCode.FAILED),
        /** The generator or its machine spoiled the run: of the server it says nothing. */
        INVALID(ExitCode.INVALID);

        private final ExitCode exitCode;

        Word(ExitCode exitCode) {
            this.exitCode = exitCode;
        }

        /** The name in files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As people read it; empty for {@link #NONE}. */
        public String shown() {
            return this == NONE ? "" : name().replace('_', ' ');
        }
    }

    public RunVerdict {
        thresholds = List.copyOf(thresholds);
    }

    /** Of a finished run: an internal error comes first, then who stopped it, then the server, then the generator. */
    public static RunVerdict of(RunResult result) {
        List<Slo.Verdict> thresholds = Slo.judge(result);
        if (!result.balanced()) {
            return new RunVerdict(
                    Word.INVALID,
                    ExitCode.INTERNAL_ERROR,
                    "the books do not balance: an internal error",
                    thresholds,
                    null);
        }
        return switch (result.ending()) {
            case BROKEN ->
                new RunVerdict(
                        Word.INVALID,
                        ExitCode.INTERNAL_ERROR,
                        "the run ended with an internal error",
                        thresholds,
                        null);
            case INTERRUPTED, KILLED -> new RunVerdict(Word.NONE, ExitCode.INTERRUPTED, "", thresholds, null);
            case OUTPUT_LOST -> new RunVerdict(Word.NONE, ExitCode.OUTPUT_LOST, "", thresholds, null);
            case SERVER_GONE ->
                new RunVerdict(
                        Word.FAILED,
                        ExitCode.UNREACHABLE,
                        "the server went away and did not come back",
                        thresholds,
                        null);
            case COMPLETED, SLO_BROKEN -> judged(result, thresholds);
        };
    }

    private static RunVerdict judged(RunResult result, List<Slo.Verdict> thresholds) {
        FellBehind behind = FellBehind.of(result);
        FirstWords failure = failure(result);
        if (failure != null && !failure.areOurs()) {
            return of(Word.FAILED, "the server accepted nothing (" + failure + ")", thresholds, behind);
        }
        if (!result.self().valid()) {
            return of(Word.INVALID, String.join("; ", result.self().reasons()), thresholds, behind);
        }
        if (failure != null) {
            return of(Word.INVALID, failure.toString(), thresholds, behind);
        }
        if (result.measured().arrivals() == 0) {
            return of(Word.INVALID, "nothing was due in the measured stage", thresholds, behind);
        }
        if (thresholds.stream().anyMatch(Slo.Verdict::broken)) {
            return of(Word.BROKEN, words(thresholds, Decision.BROKEN), thresholds, behind);
        }
        if (thresholds.stream().anyMatch(verdict -> !verdict.passed())) {
            return of(Word.NOT_DECIDED, words(thresholds, Decision.NOT_DECIDED), thresholds, behind);
        }
        return of(thresholds.isEmpty() ? Word.NONE : Word.PASSED, kept(thresholds.size()), thresholds, behind);
    }

    private static RunVerdict of(Word word, String reason, List<Slo.Verdict> thresholds, @Nullable FellBehind behind) {
        return new RunVerdict(word, word.exitCode, reason, thresholds, behind);
    }

    /** Why nothing of what was due was accepted; null when something was, or nothing was due. */
    private static @Nullable FirstWords failure(RunResult result) {
        if (result.measured().count(Outcome.Kind.ACCEPTED) + result.measured().acceptedInStage() > 0) {
            return null;
        }
        if (result.measured().arrivals() > 0) {
            return FirstWords.of(result, result.measured());
        }
        // In a closed loop a session that hangs since the warm-up keeps the next arrival from falling due.
        return result.warmup().outcomes().unanswered() > 0 ? FirstWords.of(result, result.warmup()) : null;
    }

    private static String kept(int thresholds) {
        return switch (thresholds) {
            case 0 -> "";
            case 1 -> "the threshold was kept";
            default -> "all " + thresholds + " thresholds were kept";
        };
    }

    private static String words(List<Slo.Verdict> thresholds, Decision decision) {
        List<Slo.Verdict> such =
                thresholds.stream().filter(one -> one.decision() == decision).toList();
        return such.get(0).words() + (such.size() == 1 ? "" : ", and " + (such.size() - 1) + " more");
    }
}
