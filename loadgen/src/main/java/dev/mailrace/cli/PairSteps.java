package dev.mailrace.cli;

import dev.mailrace.report.SeriesReport;

/**
 * Says which run of a contest goes on, and how long those after it take.
 *
 * @param runNanos length of a run of A or B
 * @param controlNanos length of the control's run beside it; 0: there is none
 */
record PairSteps(SeriesReport report, long runNanos, long controlNanos) {

    /** A side's runs in a pair: its own and the control's. */
    record Half(PairSteps steps, int pair, int of, boolean second) {
        /** @param control whether it is the control that runs now */
        void next(boolean ofA, boolean control) {
            String side = ofA ? "A" : "B";
            long restOfPair = (second ? 0 : steps.runNanos + steps.controlNanos) + (control ? 0 : steps.controlNanos);
            steps.report.next(new SeriesReport.Step(
                    "ab: pair " + pair + " of " + of + ": " + (control ? "control beside " + side : side),
                    "pairs after this: " + (of - pair),
                    restOfPair + steps.pairsNanos(of - pair)));
        }
    }

    Half half(int pair, int of, boolean second) {
        return new Half(this, pair, of, second);
    }

    /** @param pairs that follow */
    void rehearsal(int pairs) {
        report.say("ab: rehearsal");
        report.next(new SeriesReport.Step("ab: rehearsal", "pairs after this: " + pairs, pairsNanos(pairs)));
    }

    private long pairsNanos(int pairs) {
        return pairs * 2L * (runNanos + controlNanos);
    }
}
