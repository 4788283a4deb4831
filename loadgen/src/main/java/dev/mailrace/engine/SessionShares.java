package dev.mailrace.engine;

import dev.mailrace.scenario.Misbehaviour;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.SessionKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which session class a session that is to be opened is of, so that the classes have the shares that were asked for,
 * even when sessions are refused or closed.
 *
 * <p>One for all shards; thread-safe by a lock, taken once to open and once to close a session. Where sessions are kept,
 * shares are of those that are open: a class has at least the whole number of sessions below its share and at most the one
 * above it. Else, and between the two, they are of all that were opened: the class with the fewest so far in relation to
 * its share comes next, so that also more classes than sessions get theirs in turn.
 * Sessions that only hold a connection are a class apart from others of their kind: else each that closes would leave room
 * for one that stays.
 *
 * <p>Where other shards have a part of the sessions, these here are those that would be theirs if all were opened in the
 * order of their numbers; those opened later have numbers that nobody else has.
 */
final class SessionShares {
    /**
     * A session's place in the plan.
     *
     * @param kind in the mix, from 0
     * @param number within its class, from 0: it decides the session's user and addresses
     * @param holds whether the session only holds its connection
     */
    record Ticket(int kind, long number, boolean holds) {}

    private static final double ROUNDING = 1e-9;

    private final List<Share> shares = new ArrayList<>();
    private final @Nullable Share[] workers; // by kind: those that take arrivals
    private long claimed;

    /** As below, where all shards are here. */
    SessionShares(Mix mix, int sessions, boolean kept) {
        this(mix, sessions, kept, ShardRange.whole(1));
    }

    /**
     * @param sessions how many are open at once, of all classes, here and elsewhere
     * @param kept whether they stay open until the run ends, as far as the server lets them
     * @param range which of them are here
     */
    SessionShares(Mix mix, int sessions, boolean kept, ShardRange range) {
        double total = mix.kinds().stream().mapToDouble(SessionKind::weight).sum();
        workers = new @Nullable Share[mix.kinds().size()];
        int here = (int) range.below(sessions);
        for (int kind = 0; kind < workers.length; kind++) {
            SessionKind of = mix.kinds().get(kind);
            Kind named = new Kind(kind, of.misbehaviour());
            double share = of.weight() / total;
            int atOnce = kept ? here : 0;
            double holding =
                    of.misbehaviour().behaviour().holds() ? of.misbehaviour().share() : 0;
            if (holding < 1) {
                Share working = new Share(named, false, share * (1 - holding), atOnce, range);
                workers[kind] = working;
                shares.add(working);
            }
            if (holding > 0) {
                shares.add(new Share(named, true, share * holding, here, range));
            }
        }
        if (kept && !range.isWhole()) {
            deal(new SessionShares(mix, sessions, true), sessions, range);
        }
    }

    /** Has each class here the very sessions that fall to it when all of the run are opened one after the other. */
    private void deal(SessionShares all, int sessions, ShardRange range) {
        for (int session = 0; session < sessions; session++) {
            Ticket ticket = all.claim();
            if (range.has(session)) {
                of(ticket).dealt.add(ticket.number());
            }
        }
        for (int i = 0; i < shares.size(); i++) {
            shares.get(i).dealt(all.shares.get(i).number);
        }
    }

    private Share of(Ticket ticket) {
        for (Share share : shares) {
            if (share.kind == ticket.kind() && share.holds == ticket.holds()) {
                return share;
            }
        }
        throw new IllegalStateException("session class: " + ticket + " (expected: one of these)");
    }

    /** For the session that is to be opened next. */
    synchronized Ticket claim() {
        Share next = null;
        for (Share share : shares) {
            if (share.open < share.openMin && (next == null || share.filled() < next.filled())) {
                next = share;
            }
        }
        if (next == null) {
            next = mostOwed();
        }
        return claim(next);
    }

    private Share mostOwed() {
        Share most = null;
        for (Share share : shares) {
            boolean mayOpen = share.open < share.openMax;
            if (most == null
                    || (mayOpen && most.open >= most.openMax)
                    || (mayOpen == (most.open < most.openMax) && share.owed(claimed) > most.owed(claimed))) {
                most = share;
            }
        }
        if (most == null) {
            throw new IllegalStateException("session classes: none (expected: one at least)");
        }
        return most;
    }

    /** For a session of that kind, which an arrival waits for. */
    synchronized Ticket claim(int kind) {
        Share share = workers[kind];
        if (share == null) {
            throw new IllegalArgumentException("session class: " + kind + " (expected: one that takes arrivals)");
        }
        return claim(share);
    }

    private Ticket claim(Share share) {
        claimed++;
        return share.next();
    }

    /** The session is gone. */
    synchronized void release(Ticket ticket) {
        of(ticket).open--;
    }

    /** Whether no session of that kind is open, or being opened, that could take an arrival. */
    synchronized boolean lacks(int kind) {
        Share share = workers[kind];
        return share != null && share.open == 0;
    }

    private record Kind(int number, Misbehaviour misbehaviour) {}

    /** Guarded by its owner. */
    private static final class Share {
        private final int kind;
        private final Misbehaviour misbehaviour;
        private final boolean holds;
        private final double part; // of all sessions, 0 to 1
        private final ShardRange range;
        private final ArrayDeque<Long> dealt = new ArrayDeque<>(0); // numbers within the kind, before all others
        private int openMin;
        private int openMax;
        private int open;
        private long claimed;
        private long index; // of the next among the kind's sessions here
        private long number; // behind the last

        /** @param sessions how many are open at once, of all classes; 0 where that says nothing of shares */
        Share(Kind kind, boolean holds, double part, int sessions, ShardRange range) {
            this.kind = kind.number;
            this.misbehaviour = kind.misbehaviour;
            this.holds = holds;
            this.range = range;
            this.part = part;
            openMin = (int) Math.floor(part * sessions + ROUNDING);
            openMax = sessions == 0 ? Integer.MAX_VALUE : (int) Math.ceil(part * sessions - ROUNDING);
        }

        /** Those that were dealt are all that it has; further ones count from {@code end}, which all shards share. */
        void dealt(long end) {
            openMin = dealt.size();
            openMax = dealt.size();
            index = range.below(end);
        }

        /** How full its part is, counted in a way that spreads classes evenly (Sainte-Laguë). */
        double filled() {
            return (open + 0.5) / part;
        }

        double owed(long all) {
            return part * (all + 1) - claimed;
        }

        Ticket next() {
            open++;
            claimed++;
            Long first = dealt.poll();
            return new Ticket(kind, first == null ? nextNumber() : first, holds);
        }

        private long nextNumber() {
            while (misbehaviour.at(range.number(index)).holds() != holds) {
                index++;
            }
            long next = range.number(index++);
            number = next + 1;
            return next;
        }
    }
}
