package dev.mailrace.delivery;

import dev.mailrace.delivery.ArrivalNotes.Told;
import dev.mailrace.metrics.SentLog;
import dev.mailrace.metrics.TallyBuilder;
import dev.mailrace.wire.Printable;
import java.time.Duration;
import java.time.Instant;

/**
 * Books of deliveries that others saw: what a message is and whether it was altered is told by digests, for its plan is not at hand.
 * Owned by one thread; times are those of the run, from its start.
 */
final class SeenBooks implements Awaited {
    private static final int REMARK_MAX = 200;

    private final SentIndex index;
    private final boolean areStamped;
    private final ArrivalLog log = new ArrivalLog();
    private final DeliveryBooks books;

    /** @param areStamped whether all messages had Message-IDs of ours */
    SeenBooks(SentIndex index, boolean areStamped) {
        this.index = index;
        this.areStamped = areStamped;
        books = new DeliveryBooks(this, Duration.ZERO, () -> {});
    }

    @Override
    public int width() {
        return index.width();
    }

    @Override
    public int recipients(long sequence) {
        return index.width();
    }

    @Override
    public ArrivalLog log() {
        return log;
    }

    @Override
    public void begins(long nanos, long epochNanos) {}

    void begins(Instant origin) {
        books.begins(0, origin);
    }

    void countInto(TallyBuilder warmup, TallyBuilder measured) {
        books.countInto(warmup, measured);
    }

    void sent(SentLog.Sent sent) {
        books.sent(sent);
    }

    /** Counts what has {@link #arrived}. */
    void count(TallyBuilder warmup, TallyBuilder measured) {
        books.arrived(warmup, measured);
    }

    void closes(boolean waited, long nanos) {
        books.closes(waited, nanos);
    }

    void arrived(SeenArrival seen) {
        switch (seen.kind()) {
            case FOREIGN, UNREAD -> log.remarkable(seen.kind(), 0, 0, seen.nanos(), seen.words());
            case BOUNCE -> {
                long sequence = seen.told().sequence();
                int recipient = seen.recipient().isEmpty() ? -1 : index.find(sequence, seen.recipient());
                log.remarkable(
                        ArrivalLog.Kind.BOUNCE,
                        sequence,
                        recipient < 0 ? ArrivalLog.ANY_RECIPIENT : recipient,
                        seen.nanos(),
                        seen.words());
            }
            default -> came(seen, sequence(seen));
        }
    }

    /** Of two numbers that a message bears, that of which the rest of the mark is right. */
    private long sequence(SeenArrival seen) {
        Told told = seen.told();
        if (!seen.ofMark() || !seen.ofId() || told.sequence() == told.idSequence()) {
            return seen.ofMark() ? told.sequence() : told.idSequence();
        }
        boolean isMarked = index.findAny(told.sequence()) >= 0 && index.dueMicros() == told.dueMicros();
        return isMarked ? told.sequence() : told.idSequence();
    }

    private void came(SeenArrival seen, long sequence) {
        int any = index.findAny(sequence);
        int recipient = seen.recipient().isEmpty() || any < 0 ? any : index.find(sequence, seen.recipient());
        if (recipient < 0 && any >= 0) {
            String remark = Printable.of("message " + sequence + " for " + seen.recipient(), REMARK_MAX);
            log.remarkable(ArrivalLog.Kind.STRAY, sequence, ArrivalLog.ANY_RECIPIENT, seen.nanos(), remark);
            return;
        }
        int told = seen.recipient().isEmpty() || any < 0 ? ArrivalLog.ANY_RECIPIENT : recipient;
        String altered = any < 0 ? "" : altered(seen);
        if (altered.isEmpty()) {
            log.whole(sequence, told, ArrivalLog.NO_DUE, seen.nanos());
        } else {
            String remark = "message " + sequence + ", " + altered;
            log.remarkable(ArrivalLog.Kind.ALTERED, sequence, told, seen.nanos(), remark);
        }
    }

    /** What is not as it was sent, of the recipient that the index has found; empty: nothing that is seen. */
    private String altered(SeenArrival seen) {
        Told told = seen.told();
        boolean isSigned =
                seen.digest().header() != ContentDigest.UNKNOWN || seen.digest().body() != ContentDigest.UNKNOWN;
        if (!seen.ofMark() || told.dueMicros() != index.dueMicros()) {
            return seen.ofMark() ? "X-Mailrace: another time when it was due" : "X-Mailrace: another one, or none";
        }
        if (isSigned && areStamped && (!seen.ofId() || told.sequence() != told.idSequence())) {
            return "Message-ID: another one, or none";
        }
        String field =
                isSigned ? ContentDigest.differing(index.header(), seen.digest().header()) : "";
        if (!field.isEmpty()) {
            return "header " + field + ": not as it was sent";
        }
        return isSigned && seen.digest().body() != index.body() ? "body: not as it was sent" : "";
    }
}
