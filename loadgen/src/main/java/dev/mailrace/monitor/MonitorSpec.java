package dev.mailrace.monitor;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunInfo;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A monitor that was asked for, checked: its name, what it asks, and how often. Immutable. */
public final class MonitorSpec {
    static final String OPTION = "monitor";

    private static final Pattern WHOLE = Pattern.compile("\\s*([^=\\s]*)\\s*=(.*)", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final Pattern SETTING = Pattern.compile("(.*),\\s*(every|limit)=([0-9A-Za-z.]*)", Pattern.DOTALL);
    private static final int CHARACTERS_MAX = 4_000;
    private static final Duration USUAL = Duration.ofSeconds(1);
    private static final Duration LIMIT_USUAL = Duration.ofSeconds(5);
    private static final Duration EVERY_MAX = Duration.ofHours(1);
    private static final String EXPECTED =
            "NAME=SOURCE, such as queue=postfix-queue, load=exec:'COMMAND ARGUMENTS', cpu=process:PID or "
                    + "q=http://127.0.0.1:9100/metrics#node_load1; with ,every=5s behind it where a second is too often";

    private final String name;
    private final SourceKind.Found found;
    private final Duration every;
    private final Duration limit;

    private MonitorSpec(String name, SourceKind.Found found, Duration every, Duration limit) {
        this.name = name;
        this.found = found;
        this.every = every;
        this.limit = limit;
    }

    /**
     * Reads one.
     *
     * @param durations reads a duration, or refuses it by the name that it is given
     * @throws Refusal where it is none, or asks for what is not there
     */
    public static MonitorSpec of(String text, DurationReader durations) {
        Matcher parts = WHOLE.matcher(text);
        if (text.length() > CHARACTERS_MAX || !parts.matches()) {
            throw new Refusal(OPTION, text, EXPECTED);
        }
        String name = parts.group(1);
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(
                    OPTION,
                    "'" + name + "' for a name",
                    "a small letter, then small letters, digits, _ or -, up to 32 in all, such as queue");
        }
        String source = parts.group(2);
        Duration every = USUAL;
        Duration limit = null;
        for (Matcher setting = SETTING.matcher(source); setting.matches(); setting = SETTING.matcher(source)) {
            Duration time = durations.read(OPTION, setting.group(3));
            if (setting.group(2).equals("every")) {
                every = time;
            } else {
                limit = time;
            }
            source = setting.group(1);
        }
        if (every.isZero() || !every.equals(Duration.ofSeconds(every.toSeconds())) || every.compareTo(EVERY_MAX) > 0) {
            throw new Refusal(OPTION, text, "whole seconds for every=, from 1s to 1h");
        }
        Duration usual = every.compareTo(LIMIT_USUAL) < 0 ? every : LIMIT_USUAL;
        if (limit != null && (limit.isZero() || limit.compareTo(every) > 0)) {
            throw new Refusal(OPTION, text, "a limit= of more than nothing, and at most every=");
        }
        return new MonitorSpec(name, SourceKind.find(source.strip()), every, limit == null ? usual : limit);
    }

    /** How durations are read. */
    public interface DurationReader {
        Duration read(String name, String text);
    }

    public String name() {
        return name;
    }

    /** What it gives, a value each time: one under its own name, or several under names that begin with it. */
    public List<RunInfo.Monitor> series() {
        return found.series().stream()
                .map(end -> new RunInfo.Monitor(name + end.end(), found.shown(), end.unit()))
                .toList();
    }

    /** Whether it runs a command that is the user's own. */
    public boolean runsCommand() {
        return found.runsCommand();
    }

    long everySeconds() {
        return every.toSeconds();
    }

    Duration limit() {
        return limit;
    }

    /** For one run. */
    Source open() {
        Supplier<Source> opening = found.opening();
        return opening.get();
    }
}
