package dev.mailrace.bench.agents;

/**
 * What happens to a member of a run.
 *
 * @param title as the table has it
 * @param ofRun to the run's own process, not to an agent
 * @param seconds after which it is over again; 0: it is for good
 */
record Loss(String title, boolean ofRun, Kind kind, int seconds) {
    enum Kind {
        NONE,
        KILL,
        STOP,
        CUT,
        TERM
    }

    /** Whether a run gets over it. */
    boolean isSurvived() {
        return kind == Kind.NONE || (kind == Kind.CUT && seconds < 5);
    }
}
