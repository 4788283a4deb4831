package dev.mailrace.experiment;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.fault.Refusal;
import org.jspecify.annotations.Nullable;

/** A command that cannot go on: one line for the user, and the exit code. */
public final class CommandFailure extends RuntimeException {
    private final transient ExitCode exitCode;

    public CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What was asked for is refused. */
    public CommandFailure(Refusal refusal) {
        super(refusal.getMessage(), refusal);
        exitCode = ExitCode.USAGE;
    }

    /** What failed, for people. */
    public String words() {
        return String.valueOf(getMessage());
    }

    /** The same with another exit code. */
    public CommandFailure with(ExitCode other) {
        return new CommandFailure(other, words());
    }

    /** What is wrong with what was asked for; null: it is something else that failed. */
    public @Nullable Refusal refusal() {
        return getCause() instanceof Refusal refusal ? refusal : null;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
