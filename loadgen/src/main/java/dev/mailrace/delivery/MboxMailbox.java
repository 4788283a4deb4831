package dev.mailrace.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Files that a delivery agent appends messages to (RFC 4155). A message arrives when it is seen; the last one at its file's
 * time. Owned by one thread.
 */
public final class MboxMailbox extends PathMailbox<Mbox> {
    private final Clock clock;

    /**
     * @param pattern of their paths, such as {@code /var/mail/%u}
     * @throws dev.mailrace.fault.Refusal of {@code deliveries}, where it is no path or begins with a folder that is not there
     */
    public MboxMailbox(String pattern) {
        this(pattern, Clock.systemUTC());
    }

    MboxMailbox(String pattern, Clock clock) {
        super(pattern);
        this.clock = clock;
    }

    @Override
    Mbox open(Path path, PathPattern.Owner owner, boolean isBaseline) {
        return new Mbox(path, owner, isBaseline);
    }

    @Override
    void look(Mbox mbox, Taker taker, Allowance allowance, boolean isLast) throws IOException {
        mbox.look(taker, allowance, isLast, EpochNanos.of(clock.instant()));
    }

    @Override
    public String arrivalClock() {
        return "look";
    }
}
