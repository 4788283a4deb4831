package dev.mailrace.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Mailboxes that a delivery agent writes to: one, or those of many users. Owned by one thread.
 *
 * @param <B> what lies at a path
 */
abstract class PathMailbox<B> extends SweptMailbox {
    private static final int MESSAGES_MAX = 10_000;
    private static final long BYTES_MAX = 256L << 20;

    private final PathPattern pattern;
    private final Map<Path, B> boxes = new HashMap<>();
    private boolean isFirst = true;

    /**
     * @param pattern of paths such as {@code /var/vmail/%d/%u}: {@code %u} stands for the user, {@code %d} for the domain,
     *     {@code %n} for the address; without one, there is one mailbox for all
     * @throws dev.mailrace.fault.Refusal of {@code deliveries}, where it is no path or begins with a folder that is not there
     */
    PathMailbox(String pattern) {
        this.pattern = new PathPattern("deliveries", pattern);
    }

    /** @param isBaseline whether what lies there now was there before the run */
    abstract B open(Path path, PathPattern.Owner owner, boolean isBaseline);

    /** Hands over what is new in one of them, as far as it is allowed. */
    abstract void look(B box, Taker taker, Allowance allowance, boolean isLast) throws IOException;

    @Override
    final boolean sweep(Taker taker, boolean isLast) throws IOException {
        Allowance allowance = new Allowance(MESSAGES_MAX, BYTES_MAX);
        boolean isBaseline = isFirst;
        isFirst = false;
        pattern.find(isLast, (path, owner) -> {
            B box = boxes.computeIfAbsent(path, each -> open(each, owner, isBaseline));
            if (allowance.isLeft()) {
                look(box, taker, allowance, isLast);
            }
        });
        return !allowance.isLeft();
    }

    @Override
    public void close() {}
}
