package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.TlsSession;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Where a shard writes down what happens.
 *
 * <p>Owned by the shard's loop: single writer, no lock, no allocation once every phase has been seen. The collector asks
 * for a swap, which happens on the loop too, so counts and histograms of an interval always agree.
 */
public final class Recorder implements IntervalSource {
    private final EventExecutor loop;
    private final Phase whole;
    private SessionUse use = new SessionUse(0);
    private ShardInterval current = new ShardInterval();
    private @Nullable ShardInterval spare;
    private int connections;
    private int backlog;
    private boolean followsSent;
    private Unanswered unanswered = into -> {};

    /** Who knows what is due and has no answer yet. */
    public interface Unanswered {
        /** Adds the ages, in nanoseconds, of the measured stage's arrivals that are due and have no answer. */
        void addAges(Histogram into);
    }

    public Recorder(EventExecutor loop) {
        this(loop, Phase.TRANSACTION);
    }

    /** @param whole what an arrival is: {@link Phase#TRANSACTION} or {@link Phase#SESSION} */
    public Recorder(EventExecutor loop, Phase whole) {
        this.loop = loop;
        this.whole = whole;
    }

    @Override
    public Phase whole() {
        return whole;
    }

    /** The measured stage begins then, on the loop's ticker; before any {@link #inUse}. */
    public void measuresFrom(long nanos) {
        use = new SessionUse(nanos);
    }

    /** So many more sessions are in use from now on by what the measured stage counts; negative: fewer. */
    public void inUse(int more, long nowNanos) {
        current.inUseNanos += use.changed(more, nowNanos);
    }

    /** Asked at each swap, on the loop. */
    public void unansweredFrom(Unanswered source) {
        unanswered = source;
    }

    /** From now on what was {@link #sent} is to be kept for those who wait for it; before the load. */
    public void followSent() {
        followsSent = true;
    }

    /** Whether anybody waits for what was {@link #sent}. */
    public boolean followsSent() {
        return followsSent;
    }

    /** A recipient's message was accepted, or may have been; as {@link SentLog.Sent} has it. */
    public void sent(Stage stage, long sequence, int recipient, boolean confirmed, long dueEpochMicros, long endNanos) {
        current.sent.add(sequence, recipient, confirmed, stage, dueEpochMicros, endNanos);
    }

    private Tally tally(Stage stage) {
        return stage == Stage.WARMUP ? current.warmup : current.measured;
    }

    /** A transaction was due in {@code stage}. */
    public void arrived(Stage stage) {
        tally(stage).arrived();
    }

    /** An arrival of {@code stage} ended. */
    public void ended(Stage stage, Outcome outcome) {
        tally(stage).ended(outcome);
    }

    /** An arrival ended that a session of that kind had taken: beside {@link #ended}, where there are several kinds. */
    public void kindEnded(Stage stage, int kind, Outcome outcome) {
        tally(stage).kind(kind).ended(outcome);
    }

    /** An arrival of that kind was due: beside {@link #arrived}, where there are several kinds. */
    public void kindArrived(Stage stage, int kind) {
        tally(stage).kind(kind).arrived(1);
    }

    /** A session of that kind had an arrival accepted so long after it was due, in nanoseconds. */
    public void kindAnswered(Stage stage, int kind, long nanos) {
        tally(stage).kind(kind).answered(nanos);
    }

    /** A session of that kind had a phase end as it should: beside {@link #time}, where there are several kinds. */
    public void kindTime(Stage stage, int kind, Phase phase, long nanos) {
        tally(stage).kind(kind).time(phase, nanos);
    }

    /** An arrival was accepted: its size in bytes before dot-stuffing, its recipients that were taken and refused. */
    public void delivered(Stage stage, long bytes, int recipients) {
        tally(stage).delivered(bytes, recipients);
    }

    public void refusedRecipients(Stage stage, int count) {
        tally(stage).refusedRecipients(count);
    }

    /** A recipient had an end of its own: refused, or any after the content of LMTP. */
    public void recipientEnded(Stage stage, Outcome outcome) {
        tally(stage).recipientEnded(outcome);
    }

    /** An arrival was refused for now and is to be tried again. */
    public void retried(Stage stage) {
        tally(stage).retried();
    }

    /** An arrival found its connection ended, before anything of it was accepted, and goes to a fresh one. */
    public void moved(Stage stage) {
        tally(stage).countMoved();
    }

    /** An arrival was accepted while {@code stage} lasted, whenever it was due. */
    public void acceptedInStage(Stage stage) {
        tally(stage).countAcceptedInStage();
    }

    /** An arrival ended without an answer, so long after it was due, in nanoseconds: a lower bound of its response time. */
    public void unanswered(Stage stage, long nanos) {
        time(stage, Timing.RESPONSE, whole, nanos);
        time(stage, Timing.UNANSWERED, whole, nanos);
    }

    /** An arrival that might have been tried again was accepted, after so many tries. */
    public void acceptedAfter(Stage stage, int tries) {
        tally(stage).acceptedAfter(tries);
    }

    public void handshaken(TlsSession tls) {
        current.sessions.handshaken(tls);
    }

    public void time(Stage stage, Timing timing, Phase phase, long nanos) {
        tally(stage).record(timing, phase, nanos);
    }

    /** How late the pacer noticed a due arrival, in nanoseconds: the generator's own delay. */
    public void slip(long nanos) {
        current.slip.recordValue(Math.max(0, nanos));
    }

    /** How long an arrival of the measured stage waited for a free connection, in nanoseconds. */
    public void backlogWait(long nanos) {
        current.backlogWait.recordValue(Math.max(0, nanos));
    }

    /** How late the loop ran a timer, in nanoseconds. */
    public void loopLag(long nanos) {
        current.loopLag.recordValue(Math.max(0, nanos));
    }

    /** A connection to that address of a server was begun. */
    public void connectionAttempted(String address) {
        current.sessions.attempted(address);
    }

    public void sessionEstablished() {
        current.sessions.established();
    }

    /** A session with that address of a server did not end with QUIT. */
    public void sessionLost(Outcome cause, String address) {
        current.sessions.lost(cause, address);
    }

    /** The connections open now. */
    public void connections(int open) {
        connections = open;
        current.connectionsMax = Math.max(current.connectionsMax, open);
    }

    /** All connections asked for are open for the first time, so long after the run's start. */
    public void allOpened(long sinceStartNanos) {
        current.sessions.allOpened(sinceStartNanos);
    }

    /** The arrivals due but not started now. */
    public void backlog(int waiting) {
        backlog = waiting;
    }

    @Override
    public Future<ShardInterval> swap() {
        return loop.submit(() -> {
            ShardInterval full = current;
            unanswered.addAges(full.unanswered);
            full.connections = connections;
            full.backlog = backlog;
            full.inUseAtStart = use.inUseAtStart();
            current = spare == null ? new ShardInterval() : spare;
            spare = null; // Until recycled; a collector that falls behind costs memory, not data.
            current.connectionsMax = connections;
            return full;
        });
    }

    @Override
    public void recycle(ShardInterval used) {
        used.reset();
        loop.execute(() -> spare = used);
    }
}
