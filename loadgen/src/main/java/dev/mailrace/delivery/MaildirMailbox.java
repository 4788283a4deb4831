package dev.mailrace.delivery;

import java.io.IOException;
import java.nio.file.Path;

/** Maildirs. A message arrives at its file's time. Owned by one thread; 16 bytes for each message that lies there. */
public final class MaildirMailbox extends PathMailbox<Maildir> {
    /**
     * @param pattern of their paths, such as {@code /var/vmail/%d/%u}
     * @throws dev.mailrace.fault.Refusal of {@code deliveries}, where it is no path or begins with a folder that is not there
     */
    public MaildirMailbox(String pattern) {
        super(pattern);
    }

    @Override
    Maildir open(Path path, PathPattern.Owner owner, boolean isBaseline) {
        return new Maildir(path, owner, isBaseline);
    }

    @Override
    void look(Maildir maildir, Taker taker, Allowance allowance, boolean isLast) throws IOException {
        maildir.look(taker, allowance, isLast);
    }

    @Override
    public String arrivalClock() {
        return "file";
    }
}
