package dev.mailrace.experiment;

import dev.mailrace.analysis.Comparison;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.analysis.Gates;
import dev.mailrace.analysis.Verdict;
import dev.mailrace.experiment.PairedRuns.StoppedException;
import dev.mailrace.words.Human;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the second of two sides is worse than the first: pairs of runs in the order A B B A, and beside each run one of a
 * control, the same server for both sides, that shows whether the machine changed. Owned by one thread.
 */
public final class AbExperiment {
    private static final Duration REHEARSAL = Duration.ofMillis(1_500);

    /** Is told the progress. */
    public interface Watch {
        /** The rehearsal begins. */
        void rehearsal();

        /** A run begins. */
        void next(Position position);

        /**
         * A pair is complete.
         *
         * @param of how many there will be
         * @param a what came of A's run, in a few words
         * @param b of B's
         */
        void pairEnded(int pair, int of, String a, String b);

        /** Something stopped it before its end. */
        void stopped(String why);
    }

    /**
     * A run's place in the experiment.
     *
     * @param pair counts from 1
     * @param of how many pairs there will be
     * @param second whether it is the second half of its pair
     * @param ofA whether it belongs to side A
     * @param ofControl whether the control runs beside that side
     */
    public record Position(int pair, int of, boolean second, boolean ofA, boolean ofControl) {}

    /**
     * What was found.
     *
     * @param comparison of the pairs that were finished; null: none was
     * @param exit why it stopped before its end; {@link ExitCode#OK}: it did not
     */
    public record Found(@Nullable Comparison comparison, ExitCode exit) {}

    private final PairedRuns sides;
    private final @Nullable PairedRuns control;
    private final Gates gates;
    private final Watch watch;

    /** @param control null: none runs beside */
    public AbExperiment(PairedRuns sides, @Nullable PairedRuns control, Gates gates, Watch watch) {
        this.sides = sides;
        this.control = control;
        this.gates = gates;
        this.watch = watch;
    }

    /**
     * Runs it to its end, or until something stops it.
     *
     * @param pairs runs a side
     * @param pairsMax while the verdict is {@link Verdict#SUSPECT}, pairs are added up to this number
     */
    public Found run(int pairs, int pairsMax) throws InterruptedException {
        try {
            rehearse();
            while (sides.pairs() < pairs) {
                runPair(pairs);
            }
            while (sides.pairs() < pairsMax && judged().verdict() == Verdict.SUSPECT) {
                runPair(pairsMax);
            }
            return new Found(judged(), ExitCode.OK);
        } catch (StoppedException e) {
            String why = String.valueOf(e.getMessage());
            watch.stopped(why);
            String note = why + ": " + sides.pairs() + " of " + pairs + " pairs " + (sides.pairs() == 1 ? "is" : "are")
                    + " compared";
            return new Found(sides.pairs() == 0 ? null : judged().noted(note), e.exit());
        }
    }

    /** The first runs of a process compile code and open files: they are not compared. */
    private void rehearse() throws InterruptedException, StoppedException {
        watch.rehearsal();
        if (control != null) {
            control.rehearse(REHEARSAL); // First: it compiles the generator's code at full speed.
        }
        sides.rehearse(REHEARSAL);
    }

    private void runPair(int of) throws InterruptedException, StoppedException {
        int number = sides.pairs() + 1;
        boolean baseFirst = number % 2 == 1;
        String first = run(new Position(number, of, false, baseFirst, false));
        String second = run(new Position(number, of, true, !baseFirst, false));
        watch.pairEnded(number, of, baseFirst ? first : second, baseFirst ? second : first);
    }

    private String run(Position position) throws InterruptedException, StoppedException {
        watch.next(position);
        String came = sides.run(position.ofA());
        if (control != null) {
            watch.next(new Position(position.pair(), position.of(), position.second(), position.ofA(), true));
            control.run(position.ofA());
        }
        return came;
    }

    /** A control that moved says that the machine did, and whatever else moved may have moved with it. */
    private Comparison judged() {
        Comparison comparison = sides.comparison(gates);
        if (sides.spoiled() > 0) {
            comparison = comparison.noted(Human.counted(sides.spoiled(), "invalid run") + ", repeated");
        }
        if (control == null || control.pairs() == 0) {
            return comparison.noted("no control was run");
        }
        Comparison idle = control.comparison(Gates.STANDARD);
        Verdict moved = idle.verdict();
        if (moved == Verdict.REGRESSED || moved == Verdict.IMPROVED) {
            return comparison.undecided(
                    "machine noise: the control (one sink for both sides) changed: " + idle.sentence());
        }
        return comparison.noted("the control (one sink for both sides) did not change");
    }
}
