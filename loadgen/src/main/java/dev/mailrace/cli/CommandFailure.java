package dev.mailrace.cli;

/** A command that cannot go on: one line for the user, and the exit code. */
final class CommandFailure extends RuntimeException {
    private final transient ExitCode exitCode;

    CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
