package dev.mailrace.cli;

import dev.mailrace.terminal.StandardStream;
import java.util.Locale;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What becomes of a load whose results have nowhere to go. */
final class LossOption {
    /** What becomes of a run that loses something: an output, or one of those that make it. */
    enum OnLoss {
        CONTINUE,
        END;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--on-output-loss",
            paramLabel = "end|continue",
            description =
                    "When an output cannot be written any more (a full disk, a folder that was removed): end the run, "
                            + "or continue without it (default: ${DEFAULT-VALUE}). Either way, the result is printed and the exit "
                            + "code is 5.")
    OnLoss onLoss = OnLoss.CONTINUE;

    /**
     * Runs begin: from now on a loss is said at once, and nobody waits for a reader of the standard streams.
     *
     * @param shown takes the line, or returns false where it has to be printed
     */
    void runsBegin(CommandSpec spec, Predicate<String> shown) {
        StandardStream.writeApart(System.out);
        StandardStream.writeApart(System.err);
        LostOutputs lost = LostOutputs.of(spec);
        if (onLoss == OnLoss.END) {
            lost.tellAtOnce(shown, "the run ends", Interruption.of(spec).run()::endForLoss);
        } else {
            lost.tellAtOnce(shown, "the run continues without it", () -> {});
        }
    }
}
