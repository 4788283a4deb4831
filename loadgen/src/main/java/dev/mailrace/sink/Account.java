package dev.mailrace.sink;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a sink said and did, one by one, so that a client's books can be held against it. Event loops write, any thread reads
 * when the sink has ended. Counts where faults or books are asked for.
 */
final class Account {
    /**
     * A reply to a phase.
     *
     * @param enhanced the enhanced status code (RFC 3463); empty: it has none
     */
    record Said(SinkPhase phase, int code, String enhanced) {}

    /** A fault, by its name, in a phase. */
    record Done(String fault, SinkPhase phase) {}

    /** How a session ended. */
    enum SessionEnd {
        /** By QUIT and its 221. */
        QUIT,
        CLOSED_BY_CLIENT,
        RESET_BY_CLIENT,
        /** As faults or limits ask for it, or since the sink was stopped. */
        CLOSED_BY_SINK,
        RESET_BY_SINK
    }

    /** So often. */
    record Count<T>(T what, long count) {}

    private final Map<Said, LongAdder> replies = new ConcurrentHashMap<>();
    private final Map<Said, LongAdder> rejected = new ConcurrentHashMap<>();
    private final Map<Done, LongAdder> faults = new ConcurrentHashMap<>();
    private final Map<Done, LongAdder> broken = new ConcurrentHashMap<>();
    private final Map<SessionEnd, LongAdder> sessionEnds = new ConcurrentHashMap<>();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder abandoned = new LongAdder();

    void said(Said reply) {
        count(replies, reply);
    }

    void faultDone(Fault fault, SinkPhase phase) {
        count(faults, new Done(fault.name(), phase));
    }

    void sessionEnded(SessionEnd end) {
        count(sessionEnds, end);
    }

    void transactionBegun() {
        transactions.increment();
    }

    void rejected(Said decisive) {
        count(rejected, decisive);
    }

    void broken(Fault fault, SinkPhase phase) {
        count(broken, new Done(fault.name(), phase));
    }

    void abandoned() {
        abandoned.increment();
    }

    private static <K> void count(Map<K, LongAdder> counts, K key) {
        count(counts, key, 1);
    }

    private static <K> void count(Map<K, LongAdder> counts, K key, long more) {
        counts.computeIfAbsent(key, fresh -> new LongAdder()).add(more);
    }

    void addReplies(List<Count<Said>> more) {
        more.forEach(each -> count(replies, each.what, each.count));
    }

    void addRejected(List<Count<Said>> more) {
        more.forEach(each -> count(rejected, each.what, each.count));
    }

    void addFaults(List<Count<Done>> more) {
        more.forEach(each -> count(faults, each.what, each.count));
    }

    void addBroken(List<Count<Done>> more) {
        more.forEach(each -> count(broken, each.what, each.count));
    }

    void addEnded(SessionEnd end, long more) {
        if (more != 0) {
            count(sessionEnds, end, more);
        }
    }

    void addTransactions(long begun, long abandonedOfThem) {
        transactions.add(begun);
        abandoned.add(abandonedOfThem);
    }

    List<Count<Said>> replies() {
        return said(replies);
    }

    /** Transactions whose end was a refusal, by the one that decided it. */
    List<Count<Said>> rejected() {
        return said(rejected);
    }

    List<Count<Done>> faults() {
        return done(faults);
    }

    /** Transactions that faults broke off before their content had come, in the phase that was to be answered. */
    List<Count<Done>> broken() {
        return done(broken);
    }

    long sessionsEnded(SessionEnd end) {
        LongAdder count = sessionEnds.get(end);
        return count == null ? 0 : count.sum();
    }

    long transactions() {
        return transactions.sum();
    }

    /** Transactions that the client left, by a RSET, a hello, or with its connection. */
    long abandonedCount() {
        return abandoned.sum();
    }

    private static List<Count<Said>> said(Map<Said, LongAdder> counts) {
        return counts.entrySet().stream()
                .map(entry -> new Count<>(entry.getKey(), entry.getValue().sum()))
                .sorted(Comparator.comparing((Count<Said> each) -> each.what.phase)
                        .thenComparing(each -> each.what.code)
                        .thenComparing(each -> each.what.enhanced))
                .toList();
    }

    private static List<Count<Done>> done(Map<Done, LongAdder> counts) {
        return counts.entrySet().stream()
                .map(entry -> new Count<>(entry.getKey(), entry.getValue().sum()))
                .sorted(Comparator.comparing((Count<Done> each) -> each.what.fault)
                        .thenComparing(each -> each.what.phase))
                .toList();
    }
}
