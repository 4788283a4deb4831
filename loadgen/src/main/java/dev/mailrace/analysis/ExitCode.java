package dev.mailrace.analysis;

/** The exit codes of the process; scripts rely on these numbers. */
public enum ExitCode {
    OK(0),
    /** An internal error. */
    INTERNAL_ERROR(1),
    /** A wrong option or value. */
    USAGE(2),
    /** The target was not reached. */
    UNREACHABLE(3),
    /** The server accepted nothing of what was due, or refused the login. */
    FAILED(4),
    /** An output could not be written; a worse result has precedence. */
    OUTPUT_LOST(5),
    /** A probe got as far as the connection, but not past EHLO. */
    PROBE_EHLO(31),
    PROBE_AUTH(32),
    PROBE_MAIL(33),
    PROBE_RCPT(34),
    PROBE_DATA(35),
    PROBE_CONTENT(36),
    /** A probe's dialogue differs from the expected one. */
    PROBE_UNEXPECTED(37),
    /** A threshold that is not decided, or a comparison that was asked to fail where it cannot tell. */
    INCONCLUSIVE(96),
    /** The generator or its machine spoiled the run. */
    INVALID(97),
    /** A comparison found a change for the worse. */
    REGRESSION(98),
    /** A threshold was broken. */
    SLO(99),
    /** The run was interrupted; the report is written. */
    INTERRUPTED(130),
    /** The reader of standard output is gone: as SIGPIPE ends other tools (128 + 13). */
    READER_GONE(141);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
