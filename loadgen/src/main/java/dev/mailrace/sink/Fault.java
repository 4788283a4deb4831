package dev.mailrace.sink;

import dev.mailrace.fault.Refusal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that a sink does wrong, where, how often and when. Immutable.
 *
 * @param kind what
 * @param code of a refusal: a reply code, {@link #FOR_NOW} or {@link #FOR_GOOD}; 0 where it refuses nothing
 * @param phases where, at least one that the kind allows
 * @param chance how often, 0 to 1
 * @param delay of {@link FaultKind#SLOW}; null elsewhere
 * @param time of {@link FaultKind#GREYLIST}; zero elsewhere
 * @param window when
 */
public record Fault(
        FaultKind kind,
        int code,
        Set<SinkPhase> phases,
        double chance,
        @Nullable Delay delay,
        Duration time,
        Window window) {
    /** The code of a refusal that fits the phase, for now. */
    public static final int FOR_NOW = 4;

    /** The code of a refusal that fits the phase, for good. */
    public static final int FOR_GOOD = 5;

    static final int HANGING_UP = 421; // RFC 5321 §3.8

    /**
     * A part of a sink's life, by the time since its start.
     *
     * @param from of it
     * @param to behind it, later than {@code from}
     */
    public record Window(Duration from, Duration to) {
        private static final Duration TIME_MAX = Duration.ofDays(30);

        /** All of it. */
        public static final Window ALWAYS = new Window(Duration.ZERO, TIME_MAX.multipliedBy(1_000));

        public Window {
            if (from.isNegative() || to.compareTo(from) <= 0) {
                throw new Refusal("window", Delay.text(from) + ".." + Delay.text(to), "the earlier time first");
            }
        }

        boolean holds(long nanos) {
            return nanos >= from.toNanos() && nanos < to.toNanos();
        }

        @Override
        public String toString() {
            return Delay.text(from) + ".." + (to.equals(ALWAYS.to) ? "" : Delay.text(to));
        }
    }

    public Fault {
        phases = Set.copyOf(phases);
        if (!(chance >= 0 && chance <= 1)) {
            throw new Refusal("chance", chance * 100 + "%", "0% to 100%");
        }
        boolean isClass = code == FOR_NOW || code == FOR_GOOD;
        if (kind == FaultKind.REFUSE && !isClass && (code < 400 || code > 599)) {
            throw new Refusal("code", code, "400 to 599, 4xx or 5xx");
        }
        for (SinkPhase phase : phases) {
            if (!kind.phases().contains(phase)) {
                throw new Refusal("phase", phase.label(), labels(kind.phases()) + ", for " + name(kind, code));
            }
        }
        if (phases.isEmpty()) {
            throw new Refusal("phase", "none", "one of " + labels(kind.phases()));
        }
        if ((kind == FaultKind.SLOW) != (delay != null)) {
            throw new Refusal("delay", String.valueOf(delay), "one for slow, and for nothing else");
        }
    }

    /** By chance, anywhere that is usual for it. */
    public static Fault of(FaultKind kind, double chance) {
        return new Fault(kind, 0, kind.usualPhases(), chance, null, Duration.ZERO, Window.ALWAYS);
    }

    /** A refusal with a code, {@link #FOR_NOW} or {@link #FOR_GOOD}. */
    public static Fault refusal(int code, double chance) {
        FaultKind kind = FaultKind.REFUSE;
        return new Fault(kind, code, kind.usualPhases(), chance, null, Duration.ZERO, Window.ALWAYS);
    }

    /** Replies come late. */
    public static Fault slow(Delay delay) {
        FaultKind kind = FaultKind.SLOW;
        return new Fault(kind, 0, kind.usualPhases(), 1, delay, Duration.ZERO, Window.ALWAYS);
    }

    /** No replies then. */
    public static Fault stall(Window window) {
        return of(FaultKind.STALL, 1).within(window);
    }

    /** A first try is refused for so long. */
    public static Fault greylist(Duration time) {
        FaultKind kind = FaultKind.GREYLIST;
        return new Fault(kind, 0, kind.usualPhases(), 1, null, time, Window.ALWAYS);
    }

    /** The same, only there. */
    public Fault at(SinkPhase first, SinkPhase... others) {
        return at(EnumSet.of(first, others));
    }

    /** The same, only there. */
    public Fault at(Set<SinkPhase> there) {
        return new Fault(kind, code, there, chance, delay, time, window);
    }

    /** The same, only then. */
    public Fault within(Window when) {
        return new Fault(kind, code, phases, chance, delay, time, when);
    }

    /** The kind as the command line and the ledger name it: {@code 4xx}, {@code 421}, {@code half-reply}. */
    public String name() {
        return name(kind, code);
    }

    private static String name(FaultKind kind, int code) {
        if (kind != FaultKind.REFUSE) {
            return kind.label();
        }
        return code == FOR_NOW || code == FOR_GOOD ? code + "xx" : Integer.toString(code);
    }

    boolean hangsUp() {
        return code == HANGING_UP;
    }

    static String labels(Set<SinkPhase> phases) {
        return phases.isEmpty()
                ? "none"
                : EnumSet.copyOf(phases).stream().map(SinkPhase::label).collect(Collectors.joining(","));
    }

    /** As the command line has it. */
    @Override
    public String toString() {
        String where = phases.equals(kind.usualPhases()) ? "" : ":" + labels(phases);
        String what = switch (kind.says()) {
            case CHANCE -> chance == 1 ? "" : "=" + percentage();
            case DELAY -> "=" + delay;
            case WINDOW -> "=" + window;
            case TIME -> "=" + Delay.text(time);
        };
        boolean always = window.equals(Window.ALWAYS) || kind.says() == FaultKind.Says.WINDOW;
        return name() + where + what + (always ? "" : "@" + window);
    }

    private String percentage() {
        return Delay.number(Math.rint(chance * 1e10) / 1e8) + "%";
    }
}
