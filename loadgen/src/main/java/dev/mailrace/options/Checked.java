package dev.mailrace.options;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.Target;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Turns what the user got wrong into one line and an exit code; what we got wrong stays an exception. */
public final class Checked {
    private Checked() {}

    /** The value, or a usage failure when it is refused. */
    public static <T> T usage(Supplier<T> value) {
        try {
            return value.get();
        } catch (Refusal e) {
            throw new CommandFailure(e);
        }
    }

    /** Refuses what {@code checks} does. */
    public static void check(Runnable checks) {
        usage(() -> {
            checks.run();
            return true;
        });
    }

    /** The target's addresses, if all are near or allowed. */
    public static List<SocketAddress> addresses(Target target, SessionOptions options) {
        try {
            return target.resolve(options.allowedTargets, options.addressFamily());
        } catch (UnknownHostException e) {
            throw new CommandFailure(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()));
        } catch (Refusal e) {
            throw new CommandFailure(e);
        }
    }

    /**
     * The value of that name, as it prints itself, in any case.
     *
     * @throws Refusal with the option's name and all values, when there is none
     */
    public static <T> T named(String option, String name, T[] values) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (T value : values) {
            if (value.toString().equals(wanted)) {
                return value;
            }
        }
        String known = Arrays.stream(values).map(Object::toString).collect(Collectors.joining(", "));
        throw new Refusal(option, name, "one of " + known);
    }
}
