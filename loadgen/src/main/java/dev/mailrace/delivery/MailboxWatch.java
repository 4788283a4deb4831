package dev.mailrace.delivery;

import dev.mailrace.fault.SystemWords;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Looks into mailboxes once a second, on a thread of its own, which waits for their disks and servers. What cannot be read is
 * remarked, and looked for again.
 */
final class MailboxWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 1_000;
    private static final long LAST_LOOK_SECONDS_MAX = 60;

    private final List<Mailbox> mailboxes;
    private final Mailbox.Taker taker;
    private final Consumer<String> unread;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread looking = new Thread(task, "mailboxes");
        looking.setDaemon(true);
        return looking;
    });

    private MailboxWatch(List<Mailbox> mailboxes, Mailbox.Taker taker, Consumer<String> unread) {
        this.mailboxes = List.copyOf(mailboxes);
        this.taker = taker;
        this.unread = unread;
    }

    /**
     * Looks what is there before the first run, and from then on for what is new.
     *
     * @param mailboxes owned: closed with this
     * @param taker is given what is new, on the watch's thread
     * @param unread is told why a mailbox could not be read
     */
    static MailboxWatch begin(List<Mailbox> mailboxes, Mailbox.Taker taker, Consumer<String> unread) {
        MailboxWatch watch = new MailboxWatch(mailboxes, taker, unread);
        watch.looked(false);
        watch.thread.scheduleWithFixedDelay(() -> watch.look(false), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Finds all that is there now; returns when it has, or when that takes too long. */
    void lookFinally() {
        looked(true);
    }

    private void looked(boolean last) {
        try {
            thread.submit(() -> look(last)).get(LAST_LOOK_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            unread.accept("no end after " + LAST_LOOK_SECONDS_MAX + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void look(boolean last) {
        for (Mailbox mailbox : mailboxes) {
            try {
                if (last) {
                    mailbox.lookFinally(taker);
                } else {
                    mailbox.look(taker);
                }
            } catch (IOException e) {
                unread.accept(SystemWords.named(e));
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        mailboxes.forEach(Mailbox::close);
    }
}
