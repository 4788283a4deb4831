package dev.mailrace.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * Files that a delivery agent appends messages to (RFC 4155): one, or those of many users. A message arrives when it is
 * seen; the last one at its file's time. Owned by one thread.
 */
public final class MboxMailbox implements Mailbox {
    private static final int MESSAGES_MAX = 10_000;
    private static final long BYTES_MAX = 256L << 20;
    private static final int SWEEPS_MAX = 1_000; // of so many messages each

    private final PathPattern pattern;
    private final Clock clock;
    private final Map<Path, Mbox> files = new HashMap<>();
    private boolean isFirst = true;

    /**
     * @param pattern of paths such as {@code /var/mail/%u}; as {@link MaildirMailbox} has it
     * @throws dev.mailrace.fault.Refusal of {@code deliveries}, where it is no path or begins with a folder that is not there
     */
    public MboxMailbox(String pattern) {
        this(pattern, Clock.systemUTC());
    }

    MboxMailbox(String pattern, Clock clock) {
        this.pattern = new PathPattern("deliveries", pattern);
        this.clock = clock;
    }

    @Override
    public void look(Taker taker) throws IOException {
        look(taker, false);
    }

    @Override
    public void lookFinally(Taker taker) throws IOException {
        for (int i = 0; i < SWEEPS_MAX && look(taker, true); i++) {}
    }

    /** Whether there was more than one look may take. */
    private boolean look(Taker taker, boolean isLast) throws IOException {
        Allowance allowance = new Allowance(MESSAGES_MAX, BYTES_MAX);
        boolean isBaseline = isFirst;
        isFirst = false;
        pattern.find(isLast, (path, owner) -> {
            Mbox mbox = files.computeIfAbsent(path, each -> new Mbox(each, owner, isBaseline));
            if (allowance.isLeft()) {
                mbox.look(taker, allowance, isLast, EpochNanos.of(clock.instant()));
            }
        });
        return !allowance.isLeft();
    }

    @Override
    public String arrivalClock() {
        return "look";
    }

    @Override
    public void close() {}
}
