package dev.mailrace.sink;

import dev.mailrace.sink.Account.Said;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one session does wrong, and the books of what it says. Exists where either is asked for. Owned by its session, on its
 * event loop.
 *
 * <p>Between {@link #begin} and {@link #end} everything that is said answers one phase. A fault is drawn when that phase is
 * due to be answered, before anything is done for it: what a fault refuses or breaks off has not happened. A reply that is
 * late or in pieces has a write of its own.
 */
final class Conduct {
    /** What a fault makes of a phase. */
    enum Verdict {
        /** It is to be answered as it should, if late or in pieces. */
        AS_EVER,
        /** It has been refused. */
        REFUSED,
        /** The dialogue is over. */
        OVER
    }

    private final SinkShard shard;
    private final Faults faults;
    private final Account account;
    private final Replies replies;
    private final SplittableRandom random;
    private final Attempt attempt;

    private Ticker clock = Ticker.systemTicker();
    private Runnable flush = () -> {};
    private String client = "";
    private String sender = "";
    private SinkPhase phase = SinkPhase.OTHER;
    private int from; // in the bytes to be written, where what answers the phase begins
    private boolean early; // what is said now, is said before it was asked for
    private long holdNanos; // of the reply that was said last; 0: it is not held
    private @Nullable Ending ending;
    private Account.@Nullable SessionEnd end; // null: nobody has said so

    Conduct(SinkShard shard, Faults faults, Replies replies) {
        this.shard = shard;
        this.faults = faults;
        this.account = shard.ledger.account();
        this.replies = replies;
        this.random = faults.nextSession();
        this.attempt = new Attempt(account);
    }

    /**
     * The connection is there.
     *
     * @param client its address, for the greylist
     * @param flush writes what is said
     */
    void connected(Ticker clock, String client, Runnable flush) {
        this.clock = clock;
        this.client = client;
        this.flush = flush;
        faults.startsBy(clock.nanoTime());
    }

    // What is said.

    void begin(SinkPhase answered) {
        phase = answered;
        from = replies.bytes();
    }

    /** Enters what was said since {@link #begin}, and has it leave in pieces where that is due. */
    void end() {
        enter();
        if (replies.isCut() && !isHeld() && replies.bytes() > 0) {
            flush.run();
        }
    }

    private void enter() {
        ByteBuf said = replies.bytes() > from ? replies.output() : null;
        Said refusal = null;
        boolean taken = false;
        while (said != null && from < replies.bytes()) {
            int lineEnd = said.indexOf(from, said.writerIndex(), (byte) '\n');
            if (lineEnd < 0) {
                break; // Half a reply.
            }
            if (lineEnd - from > 3 && said.getByte(from + 3) != '-') {
                Said reply = reply(said, from, lineEnd);
                enter(reply);
                taken |= reply.code() < 400;
                refusal = refusal == null && reply.code() >= 400 ? reply : refusal;
            }
            from = lineEnd + 1;
        }
        from = replies.bytes();
        if (phase == SinkPhase.CONTENT && !early && (taken || refusal != null)) {
            attempt.contentAnswered(taken ? null : refusal);
        }
    }

    private void enter(Said reply) {
        account.said(reply);
        if (!early) {
            attempt.said(reply);
        }
    }

    private Said reply(ByteBuf said, int start, int end) {
        String line = said.toString(start, end - start, StandardCharsets.US_ASCII);
        int code = (line.charAt(0) - '0') * 100 + (line.charAt(1) - '0') * 10 + line.charAt(2) - '0';
        int blank = line.indexOf(' ', 4);
        String word = line.length() < 5
                ? ""
                : line.substring(4, blank < 0 ? line.length() : blank).strip();
        return new Said(phase, code, word.matches("[245]\\.\\d{1,3}\\.\\d{1,3}") ? word : "");
    }

    /** The MAIL at hand is out of order, for there is an envelope. */
    void meetsEnvelope() {
        attempt.meetsEnvelope();
    }

    // What is done wrong.

    /**
     * The phase is due to be answered: draws what becomes of that, and does it but for what {@link Verdict#AS_EVER} leaves.
     *
     * @param line the command's, borrowed
     * @param replyCount how many replies a refusal takes
     */
    Verdict strike(CommandDecoder line, int replyCount) {
        long nanos = faults.sinceStart(clock.nanoTime());
        Fault struck = null;
        for (Fault fault : faults.at(phase)) {
            if (fault.window().holds(nanos) && strikes(fault, nanos, line)) {
                struck = fault;
                break;
            }
        }
        if (struck != null || isHeld() || replies.isCut()) {
            flushEarlier();
        }
        if (struck == null) {
            return Verdict.AS_EVER;
        }
        account.faultDone(struck, phase);
        return struck.kind().breaksOff() ? brokenOff(struck) : refused(struck, replyCount);
    }

    /** Whether the fault decides the reply; one that only delays or cuts it is noted. */
    private boolean strikes(Fault fault, long nanos, CommandDecoder line) {
        switch (fault.kind()) {
            case REFUSE, RESET, CLOSE, HALF_REPLY, NO_REPLY, GARBAGE -> {
                return isHit(fault);
            }
            case GREYLIST -> {
                return !isKnown(fault, line);
            }
            case SLOW -> hold(fault, fault.delay() == null ? 0 : fault.delay().nanos(random));
            case STALL -> hold(fault, fault.window().to().toNanos() - nanos);
            case SPLIT -> {
                if (isHit(fault)) {
                    replies.cut(random);
                    account.faultDone(fault, phase);
                }
            }
            case EARLY_REPLY -> {} // It struck before.
        }
        return false;
    }

    private boolean isHit(Fault fault) {
        return random.nextDouble() < fault.chance();
    }

    private void hold(Fault fault, long nanos) {
        if (nanos > 0) {
            holdNanos += nanos;
            account.faultDone(fault, phase);
        }
    }

    private boolean isKnown(Fault fault, CommandDecoder line) {
        Greylist greylist = faults.greylist();
        return greylist == null
                || greylist.knows(
                        client,
                        sender,
                        path(line),
                        clock.nanoTime(),
                        fault.time().toNanos());
    }

    /** MAIL was answered well. */
    void sender(CommandDecoder line) {
        if (faults.greylist() != null) {
            sender = path(line);
        }
    }

    /** What stands in the brackets. */
    private static String path(CommandDecoder line) {
        String argument = new String(
                line.bytes(), line.argumentStart(), line.end() - line.argumentStart(), StandardCharsets.UTF_8);
        int open = argument.indexOf('<');
        int close = argument.indexOf('>', open + 1);
        return open < 0 || close < 0 ? argument : argument.substring(open + 1, close);
    }

    /** What was said before is not late, and in no pieces, for that. */
    private void flushEarlier() {
        long nanos = holdNanos;
        boolean cut = replies.isCut();
        holdNanos = 0;
        replies.cut(null);
        flush.run();
        holdNanos = nanos;
        replies.cut(cut ? random : null);
        from = 0;
    }

    private Verdict refused(Fault fault, int replyCount) {
        boolean greylisted = fault.kind() == FaultKind.GREYLIST;
        byte[] refusal = greylisted
                ? FaultReply.line("451 4.7.1 Greylisted, try again later")
                : FaultReply.refusal(phase, fault.code(), shard.settings.hostname());
        boolean over = fault.hangsUp() || phase == SinkPhase.BANNER;
        for (int i = 0; i < (over ? 1 : replyCount); i++) {
            shard.ledger.commandRefused();
            replies.output().writeBytes(refusal);
        }
        ending = over ? Ending.CLOSE : null;
        return over ? Verdict.OVER : Verdict.REFUSED;
    }

    private Verdict brokenOff(Fault fault) {
        switch (fault.kind()) {
            case RESET -> ending = Ending.RESET;
            case CLOSE -> ending = Ending.CLOSE;
            case HALF_REPLY -> {
                replies.output().writeBytes(FaultReply.half(phase, random));
                ending = Ending.CLOSE;
            }
            case GARBAGE -> {
                replies.output().writeBytes(FaultReply.garbage(random));
                ending = Ending.SILENCE;
            }
            case NO_REPLY, REFUSE, EARLY_REPLY, SPLIT, SLOW, STALL, GREYLIST -> ending = Ending.SILENCE;
        }
        from = replies.bytes(); // It is no reply.
        if (attempt.isUnconfirmedBy(fault, phase)) {
            shard.ledger.unconfirmed(1);
        }
        return Verdict.OVER;
    }

    /** Whether the content that is about to come is answered before. */
    boolean answersEarly() {
        for (Fault fault : faults.at(SinkPhase.CONTENT)) {
            boolean due =
                    fault.kind() == FaultKind.EARLY_REPLY && fault.window().holds(faults.sinceStart(clock.nanoTime()));
            if (due && isHit(fault)) {
                account.faultDone(fault, SinkPhase.CONTENT);
                return true;
            }
        }
        return false;
    }

    /** What is said until {@link #end} is said early. */
    void beginEarly() {
        end();
        begin(SinkPhase.CONTENT);
        early = true;
    }

    void endEarly() {
        end();
        early = false;
    }

    /** The content has come whose reply came early, or whose reply will be counted when it has left. */
    void settled() {
        attempt.settled();
    }

    // What is held back.

    /** Whether the reply that was said last is to wait, and everything behind it. */
    boolean isHeld() {
        return holdNanos > 0;
    }

    long holdNanos() {
        return holdNanos;
    }

    void release() {
        holdNanos = 0;
    }

    /** How the dialogue ends once all is said, which is asked once; null: it goes on, or has been told. */
    @Nullable
    Ending takeEnding() {
        Ending due = ending;
        ending = null;
        if (due == Ending.CLOSE) {
            ends(Account.SessionEnd.CLOSED_BY_SINK);
        } else if (due == Ending.RESET) {
            ends(Account.SessionEnd.RESET_BY_SINK);
        }
        return due;
    }

    /** That is how the connection is about to end; whoever was first is right. */
    void ends(Account.SessionEnd how) {
        end = end == null ? how : end;
    }

    /** The connection is gone. */
    void closed() {
        attempt.left();
        account.sessionEnded(end == null ? Account.SessionEnd.CLOSED_BY_CLIENT : end);
    }
}
