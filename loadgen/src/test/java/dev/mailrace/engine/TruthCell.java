package dev.mailrace.engine;

import dev.mailrace.net.Transport;
import dev.mailrace.session.Pipelining;
import dev.mailrace.sink.Delay;
import dev.mailrace.sink.Fault;
import dev.mailrace.sink.FaultKind;
import dev.mailrace.sink.SinkPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * One fault of a bad server, and one way to send: a cell of the matrix of truth. Its text names it and repeats it.
 *
 * @param fault with its phase
 * @param chunks whether content goes by BDAT
 * @param tls whether STARTTLS is asked for
 */
record TruthCell(
        Fault fault,
        SinkPhase phase,
        Pipelining pipelining,
        boolean chunks,
        boolean tls,
        Transport transport,
        long seed) {
    private static final double CHANCE = 0.2;

    /** A time-out is waited for: few of them are enough. */
    private static final double CHANCE_OF_SILENCE = 0.1;

    private static final List<SinkPhase> PHASES = List.of(
            SinkPhase.BANNER,
            SinkPhase.EHLO,
            SinkPhase.STARTTLS,
            SinkPhase.AUTH,
            SinkPhase.MAIL,
            SinkPhase.RCPT,
            SinkPhase.DATA,
            SinkPhase.CHUNK,
            SinkPhase.CONTENT,
            SinkPhase.RSET,
            SinkPhase.QUIT);

    /** All of a transport and a seed. */
    static List<TruthCell> all(Transport transport, long seed) {
        List<TruthCell> cells = new ArrayList<>();
        for (Fault fault : faults()) {
            for (SinkPhase phase : PHASES) {
                if (fault.kind().phases().contains(phase)) {
                    addWays(cells, fault.at(phase), phase, transport, seed);
                }
            }
        }
        return cells;
    }

    static List<TruthCell> all(List<Transport> transports, long seeds) {
        List<TruthCell> cells = new ArrayList<>();
        transports.forEach(
                transport -> LongStream.rangeClosed(1, seeds).forEach(seed -> cells.addAll(all(transport, seed))));
        return cells;
    }

    private static List<Fault> faults() {
        return List.of(
                Fault.refusal(Fault.FOR_NOW, CHANCE),
                Fault.refusal(Fault.FOR_GOOD, CHANCE),
                Fault.refusal(421, CHANCE),
                Fault.of(FaultKind.RESET, CHANCE),
                Fault.of(FaultKind.CLOSE, CHANCE),
                Fault.of(FaultKind.HALF_REPLY, CHANCE),
                Fault.of(FaultKind.NO_REPLY, CHANCE_OF_SILENCE),
                Fault.of(FaultKind.GARBAGE, CHANCE),
                Fault.of(FaultKind.EARLY_REPLY, CHANCE),
                Fault.of(FaultKind.SPLIT, 1),
                Fault.slow(Delay.exponential(Duration.ofMillis(2))),
                Fault.stall(new Fault.Window(Duration.ZERO, Duration.ofMillis(150))),
                Fault.greylist(Duration.ofMillis(30)));
    }

    private static void addWays(List<TruthCell> cells, Fault fault, SinkPhase phase, Transport transport, long seed) {
        for (Pipelining pipelining : Pipelining.values()) {
            for (boolean chunks : new boolean[] {false, true}) {
                for (boolean tls : new boolean[] {false, true}) {
                    TruthCell cell = new TruthCell(fault, phase, pipelining, chunks, tls, transport, seed);
                    if (cell.occurs()) {
                        cells.add(cell);
                    }
                }
            }
        }
    }

    /** Whether what the fault strikes is said in that way of sending at all. */
    private boolean occurs() {
        boolean dataOnly = phase == SinkPhase.DATA || fault.kind() == FaultKind.EARLY_REPLY;
        return !(phase == SinkPhase.STARTTLS && !tls)
                && !(dataOnly && chunks)
                && !(phase == SinkPhase.CHUNK && !chunks);
    }

    boolean beforeMail() {
        return phase.compareTo(SinkPhase.MAIL) < 0 || phase == SinkPhase.QUIT;
    }

    @Override
    public String toString() {
        String way = pipelining + "/" + (chunks ? "bdat" : "data") + "/" + (tls ? "tls" : "plain");
        return (fault.name() + ":" + phase.label() + "/" + way + "/" + transport + "/" + seed).toLowerCase(Locale.ROOT);
    }
}
