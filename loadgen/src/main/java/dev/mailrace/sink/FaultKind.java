package dev.mailrace.sink;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a sink can do wrong; the names are those of the command line. */
public enum FaultKind {
    /** Refuses with a code: 4xx for now, 5xx for good, 421 as it hangs up, or any other code by its number. */
    REFUSE(Says.CHANCE, Range.REFUSABLE),
    /** Ends the connection with a reset, instead of an answer. */
    RESET(Says.CHANCE, Range.ALL),
    /** Closes the connection instead of an answer; with TLS, as TLS ends. */
    CLOSE(Says.CHANCE, Range.ALL),
    /** Says a part of the reply, then closes. */
    HALF_REPLY(Says.CHANCE, Range.ALL),
    /** Neither answers this nor anything that follows; the connection stays. */
    NO_REPLY(Says.CHANCE, Range.ALL),
    /** Answers by what is no reply, then nothing more. */
    GARBAGE(Says.CHANCE, Range.ALL),
    /** Says 250 for the content right behind the 354 of DATA. */
    EARLY_REPLY(Says.CHANCE, Range.CONTENT),
    /** Says the reply in several writes, cut at random places. */
    SPLIT(Says.CHANCE, Range.ALL),
    /** Answers late. */
    SLOW(Says.DELAY, Range.ALL),
    /** Answers nothing for a while, and all of it then. */
    STALL(Says.WINDOW, Range.ALL),
    /** Refuses the first try of a client, sender and recipient, until a time has passed. */
    GREYLIST(Says.TIME, Range.RCPT);

    /** What follows the {@code =}. */
    public enum Says {
        /** How often: {@code 1%}. */
        CHANCE,
        /** How long, by a distribution. */
        DELAY,
        /** From when to when. */
        WINDOW,
        /** How long. */
        TIME
    }

    private enum Range {
        ALL,
        REFUSABLE,
        RCPT,
        CONTENT
    }

    private final Says says;
    private final Range range;
    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    FaultKind(Says says, Range range) {
        this.says = says;
        this.range = range;
    }

    /** The name on the command line and in files; {@link Fault#name} is that of one fault. */
    public String label() {
        return label;
    }

    public Says says() {
        return says;
    }

    /** Where it can happen. Whatever is said to QUIT or to nobody, it refuses nothing. */
    public Set<SinkPhase> phases() {
        EnumSet<SinkPhase> phases = switch (range) {
            case ALL, REFUSABLE -> EnumSet.complementOf(EnumSet.of(SinkPhase.OTHER));
            case RCPT -> EnumSet.of(SinkPhase.RCPT);
            case CONTENT -> EnumSet.of(SinkPhase.CONTENT);
        };
        if (range == Range.REFUSABLE) {
            phases.remove(SinkPhase.QUIT);
        }
        return Collections.unmodifiableSet(phases);
    }

    /** Where it happens when no phase is named: not where RFC 5321 §4.3.2 leaves a server no choice. */
    public Set<SinkPhase> usualPhases() {
        EnumSet<SinkPhase> phases = EnumSet.copyOf(phases());
        if (range == Range.REFUSABLE) {
            phases.removeAll(EnumSet.of(SinkPhase.RSET, SinkPhase.NOOP, SinkPhase.HELP));
        }
        return Collections.unmodifiableSet(phases);
    }

    /** Whether it is the end of the dialogue: nothing that the client sends behind it is obeyed or answered. */
    boolean breaksOff() {
        return this == RESET || this == CLOSE || this == HALF_REPLY || this == NO_REPLY || this == GARBAGE;
    }
}
