package dev.mailrace.delivery;

import dev.mailrace.wire.Printable;

/**
 * The first place where a received message is not what was sent, for people. Immutable.
 *
 * @param what where it is: {@code header Subject}, {@code body, line 12}, {@code part 2 (text/plain), byte 4711}
 * @param sent one printable line of what was sent there
 * @param received one printable line of what arrived there
 */
public record Difference(String what, String sent, String received) {
    /** The most that is shown of either side, and of the place. */
    static final int CHARACTERS_MAX = 80;

    /** Stands for what is not there. */
    static final String NOTHING = "(nothing)";

    public Difference {
        what = Printable.of(what, CHARACTERS_MAX - 1);
        sent = Printable.of(sent, CHARACTERS_MAX - 1);
        received = Printable.of(received, CHARACTERS_MAX - 1);
    }

    /** The same, inside of what is named. */
    Difference in(String place) {
        return place.isEmpty() ? this : new Difference(place + ", " + what, sent, received);
    }
}
