package dev.mailrace.metrics;

/** A log of what was sent in the measured stage, for those who read such logs. */
public final class SentRecords {
    private final SentLog log = new SentLog();

    public void accepted(long sequence, int recipient, long dueMicros, long endNanos) {
        log.add(sequence, recipient, true, Stage.MEASURE, dueMicros, endNanos);
    }

    public void unconfirmed(long sequence, int recipient, long dueMicros, long endNanos) {
        log.add(sequence, recipient, false, Stage.MEASURE, dueMicros, endNanos);
    }

    public SentLog log() {
        return log;
    }

    public void clear() {
        log.clear();
    }
}
