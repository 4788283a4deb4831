package dev.mailrace.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Maildirs that a delivery agent writes to: one, or those of many users. A message arrives at its file's time. Owned by one
 * thread; 16 bytes for each message that lies there.
 */
public final class MaildirMailbox implements Mailbox {
    private static final int MESSAGES_MAX = 10_000;
    private static final long BYTES_MAX = 256L << 20;
    private static final int SWEEPS_MAX = 1_000; // of so many messages each

    private final PathPattern pattern;
    private final Map<Path, Maildir> maildirs = new HashMap<>();
    private boolean isFirst = true;

    /**
     * @param pattern of paths such as {@code /var/vmail/%d/%u}: {@code %u} stands for the user, {@code %d} for the domain,
     *     {@code %n} for the address; without one, all messages are in one Maildir
     * @throws dev.mailrace.fault.Refusal of {@code deliveries}, where it is no path or begins with a folder that is not there
     */
    public MaildirMailbox(String pattern) {
        this.pattern = new PathPattern("deliveries", pattern);
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
    private boolean look(Taker taker, boolean afresh) throws IOException {
        Allowance allowance = new Allowance(MESSAGES_MAX, BYTES_MAX);
        boolean isBaseline = isFirst;
        isFirst = false;
        pattern.find(afresh, (path, owner) -> {
            Maildir maildir = maildirs.computeIfAbsent(path, each -> new Maildir(each, owner, isBaseline));
            if (allowance.isLeft()) {
                maildir.look(taker, allowance, afresh);
            }
        });
        return !allowance.isLeft();
    }

    @Override
    public String arrivalClock() {
        return "file";
    }

    @Override
    public void close() {}
}
