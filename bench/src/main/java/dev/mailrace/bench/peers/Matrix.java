package dev.mailrace.bench.peers;

import java.util.ArrayList;
import java.util.List;

/** Which trials a round has, in order: the contenders of a cell follow each other, so that a drift hits them alike. */
record Matrix(List<Trial> trials) {
    /** Where the cross-check stands: in the middle of the table. */
    private static final int CHECKED_BYTES = 1024;

    private static final int CHECKED_CONNECTIONS = 100;

    Matrix {
        trials = List.copyOf(trials);
    }

    /**
     * All combinations that make sense.
     *
     * @param everywhere contenders are measured wherever they can be, not just where it tells most
     */
    static Matrix of(List<Integer> sizes, List<Integer> connections, List<Contender> contenders, boolean everywhere) {
        List<Trial> trials = new ArrayList<>();
        for (boolean kept : List.of(true, false)) {
            for (int bytes : sizes) {
                for (int count : connections) {
                    Cell cell = new Cell(bytes, count, kept);
                    contenders.stream()
                            .filter(contender -> contender.does(cell) && (everywhere || contender.telling(cell)))
                            .forEach(contender -> trials.add(new Trial(Server.MAILRACE_SINK, cell, contender)));
                }
            }
        }
        // The sink above is ours; that it favours nobody shows against another one.
        for (boolean kept : List.of(true, false)) {
            Cell cell = new Cell(CHECKED_BYTES, CHECKED_CONNECTIONS, kept);
            for (Contender contender : List.of(Contender.SMTP_SOURCE, Contender.NONE)) {
                if (contenders.contains(contender)) {
                    trials.add(new Trial(Server.SMTP_SINK, cell, contender));
                }
            }
        }
        return new Matrix(trials);
    }

    List<Cell> cells(Server server, boolean kept) {
        return trials.stream()
                .filter(trial -> trial.server() == server && trial.cell().kept() == kept)
                .map(Trial::cell)
                .distinct()
                .toList();
    }

    List<Contender> contenders(Server server, boolean kept) {
        return trials.stream()
                .filter(trial -> trial.server() == server && trial.cell().kept() == kept)
                .map(Trial::contender)
                .distinct()
                .sorted()
                .toList();
    }
}
