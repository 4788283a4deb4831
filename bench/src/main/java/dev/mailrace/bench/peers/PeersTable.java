package dev.mailrace.bench.peers;

import dev.mailrace.bench.processes.Spread;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Results as Markdown: a row a contender, a column a cell; median, ratio to smtp-source, and the rounds' range. */
final class PeersTable {
    private static final String NOT_MEASURED = "–";

    private final Matrix matrix;
    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private PeersTable(Matrix matrix, Results results) {
        this.matrix = matrix;
        this.results = results;
    }

    static String of(Matrix matrix, Results results) {
        PeersTable table = new PeersTable(matrix, results);
        for (Server server : Server.values()) {
            for (boolean kept : List.of(true, false)) {
                table.section(server, kept);
            }
        }
        table.failures();
        return table.text.toString();
    }

    private void section(Server server, boolean kept) {
        List<Cell> cells = matrix.cells(server, kept);
        if (cells.isEmpty()) {
            return;
        }
        text.append("\n## ").append(kept ? "Connections kept" : "One message a connection");
        text.append(", against ").append(server.label()).append("\n\n| |");
        for (Cell cell : cells) {
            text.append(String.format(Locale.ROOT, " %s, %,d connections |", cell.size(), cell.connections()));
        }
        text.append("\n|---|").append("--:|".repeat(cells.size())).append('\n');
        for (Contender contender : matrix.contenders(server, kept)) {
            text.append("| ").append(contender.label()).append(" |");
            for (Cell cell : cells) {
                text.append(' ')
                        .append(value(new Trial(server, cell, contender)))
                        .append(" |");
            }
            text.append('\n');
        }
    }

    private String value(Trial trial) {
        Spread micros = results.micros(trial);
        if (micros == null) {
            return NOT_MEASURED;
        }
        Spread peer = results.micros(new Trial(trial.server(), trial.cell(), Contender.SMTP_SOURCE));
        return String.format(
                Locale.ROOT,
                "**%s**%s%s (%s–%s)",
                number(micros.median()),
                results.doubtful(trial) ? "†" : "",
                ratio(micros, trial.contender() == Contender.SMTP_SOURCE ? null : peer),
                number(micros.min()),
                number(micros.max()));
    }

    private static String ratio(Spread micros, @Nullable Spread peer) {
        return peer == null ? "" : String.format(Locale.ROOT, " ×%.2f", micros.median() / peer.median());
    }

    private static String number(double micros) {
        return String.format(Locale.ROOT, micros < 10 ? "%.2f" : micros < 100 ? "%.1f" : "%.0f", micros);
    }

    private void failures() {
        if (!results.failures().isEmpty()) {
            text.append("\n## Failures\n\n");
            results.failures()
                    .forEach(failure ->
                            text.append("- ").append(failure.replace('\n', ' ')).append('\n'));
        }
    }
}
