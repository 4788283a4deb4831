package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives a session its work, writes down what it hears, and knows what a session must keep to.
 *
 * <p>Broken rules are collected and asserted later: an exception thrown here would travel through the session.
 */
final class RecordingOwner implements SessionOwner {
    /** One ended phase. */
    record Ended(
            Phase phase,
            long serviceNanos,
            boolean positive,
            @Nullable Transaction transaction) {}

    final Deque<Transaction> work = new ArrayDeque<>();
    final List<Ended> phases = new ArrayList<>();
    final List<Transaction> begun = new ArrayList<>();
    final Map<Transaction, Outcome> outcomes = new HashMap<>();

    /** The endings in the order in which they came, as {@link #describe} says them. */
    final List<String> endings = new ArrayList<>();

    boolean quitsWhenDone = true;
    Runnable onClosed = () -> {};
    Consumer<SmtpSession> onEstablished = session -> {};

    /** Runs as soon as the connection stands, or could not be had. */
    Runnable onConnected = () -> {};

    int establishedCount;
    int closedCount;
    int readsCompleted;

    @Nullable
    Outcome closedBy;

    /** Thrown when the session is established; null: nothing. */
    @Nullable
    RuntimeException faultAtEstablished;

    @Nullable
    Throwable brokenBy;

    private final List<String> faults = new ArrayList<>();

    @Override
    public void phaseEnded(Phase phase, long serviceNanos, boolean positive, @Nullable Transaction transaction) {
        notClosed("phaseEnded " + phase);
        phases.add(new Ended(phase, serviceNanos, positive, transaction));
        check(serviceNanos >= 0, phase + " took " + serviceNanos + " ns");
        if (phase == Phase.CONNECT) {
            onConnected.run();
        }
        boolean partOfTransaction = switch (phase) {
            case MAIL, RCPT, DATA, CHUNK, CONTENT, TRANSACTION -> true;
            case RSET, NOOP, VRFY, EXPN, HELP, ETRN -> transaction != null; // a step, or cleaning up
            case CONNECT,
                    TLS,
                    BANNER,
                    EHLO,
                    STARTTLS,
                    AUTH,
                    AUTH_CLIENT,
                    AUTH_ROUND_1,
                    AUTH_ROUND_2,
                    AUTH_ROUND_3,
                    AUTH_ROUND_4,
                    XCLIENT,
                    QUIT,
                    SESSION,
                    DELIVERY,
                    END_TO_END -> false;
        };
        check((transaction != null) == partOfTransaction, phase + " with transaction " + transaction);
        if (transaction != null) {
            check(begun.contains(transaction), phase + " of a transaction that was not begun");
            check(!outcomes.containsKey(transaction), phase + " after the end of its transaction");
        }
    }

    @Override
    public void established(SmtpSession session) {
        notClosed("established");
        establishedCount++;
        check(begun.isEmpty(), "established after a transaction");
        onEstablished.accept(session);
        if (faultAtEstablished != null) {
            throw faultAtEstablished;
        }
    }

    @Override
    public void readCompleted() {
        notClosed("readCompleted");
        readsCompleted++;
    }

    @Override
    public @Nullable Transaction next(SmtpSession session) {
        notClosed("next");
        check(establishedCount == 1, "next before established");
        Transaction next = work.poll();
        if (next != null) {
            begun.add(next);
        } else if (quitsWhenDone) {
            session.quit();
        }
        return next;
    }

    @Override
    public void transactionEnded(Transaction transaction, Outcome outcome, long endNanos) {
        notClosed("transactionEnded");
        check(begun.contains(transaction), "the end of a transaction that was not begun");
        check(outcomes.put(transaction, outcome) == null, "a second end of " + transaction);
        check(endNanos - transaction.startNanos() >= 0, "an end before the start");
        endings.add(describe(outcome) + partial(transaction));
    }

    @Override
    public void closed(SmtpSession session, @Nullable Outcome cause) {
        closedCount++;
        closedBy = cause;
        check(!session.ready(), "ready though closed");
        onClosed.run();
    }

    @Override
    public void broken(SmtpSession session, Throwable fault) {
        notClosed("broken");
        brokenBy = fault;
        check(fault == faultAtEstablished, "broken by " + fault);
    }

    /** What holds for every session that is over. */
    void assertBalanced(String context) {
        assertThat(faults).as(context).isEmpty();
        assertThat(closedCount).as("%s: closed", context).isEqualTo(1);
        assertThat(outcomes.keySet())
                .as("%s: one outcome a transaction", context)
                .containsExactlyInAnyOrderElementsOf(begun);
        assertThat(count(Phase.TRANSACTION))
                .as("%s: TRANSACTION phases", context)
                .isEqualTo(begun.size());
        assertThat(count(Phase.SESSION)).as("%s: SESSION phases", context).isEqualTo(1);
        assertThat(phases.get(phases.size() - 1).phase())
                .as("%s: the last phase", context)
                .isEqualTo(Phase.SESSION);
        assertThat(positives(Phase.TRANSACTION))
                .as("%s: positive transactions", context)
                .isEqualTo(outcomes.values().stream()
                        .filter(outcome -> outcome.kind() == Outcome.Kind.ACCEPTED)
                        .count());
        assertThat(positives(Phase.CONTENT))
                .as("%s: positive contents", context)
                .isEqualTo(outcomes.entrySet().stream()
                        .filter(ended ->
                                ended.getKey().sendsMail() && ended.getValue().kind() == Outcome.Kind.ACCEPTED)
                        .count());
    }

    void assertNoFaults(String context) {
        assertThat(faults).as(context).isEmpty();
    }

    long count(Phase phase) {
        return phases.stream().filter(ended -> ended.phase() == phase).count();
    }

    long positives(Phase phase) {
        return phases.stream()
                .filter(ended -> ended.phase() == phase && ended.positive())
                .count();
    }

    /** The only end of that phase. */
    Ended only(Phase phase) {
        List<Ended> found =
                phases.stream().filter(ended -> ended.phase() == phase).toList();
        assertThat(found).as("ends of %s", phase).hasSize(1);
        return found.get(0);
    }

    private void notClosed(String what) {
        check(closedCount == 0, what + " after closed");
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            faults.add(what);
        }
    }

    private static String partial(Transaction transaction) {
        return transaction.recipientRefusal() == null || transaction.recipientsAccepted() == 0
                ? ""
                : " (" + transaction.recipientsAccepted() + " of " + transaction.recipients() + " recipients)";
    }

    /** An ending in the words of the dialogues. */
    static String describe(@Nullable Outcome outcome) {
        if (outcome == null) {
            return "clean";
        }
        String phase = outcome.phase() == null ? "" : " " + outcome.phase().label();
        return switch (outcome.kind()) {
            case ACCEPTED -> outcome.code() == 250 ? "accepted" : "accepted " + outcome.code();
            case REJECTED ->
                "rejected" + phase + " " + outcome.code()
                        + (outcome.enhanced().isEmpty() ? "" : " " + outcome.enhanced());
            case FAILED -> "failed " + outcome.reason().label() + phase;
            case UNCONFIRMED ->
                "unconfirmed "
                        + (outcome.reason() == Outcome.Reason.NONE
                                ? "cut_off"
                                : outcome.reason().label());
            case DROPPED, CUT_OFF -> outcome.kind().label() + phase;
        };
    }
}
