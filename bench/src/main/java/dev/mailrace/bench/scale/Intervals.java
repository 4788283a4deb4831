package dev.mailrace.bench.scale;

import java.util.Arrays;
import java.util.List;

/** Mailrace's CSV report, a line a second: when were all connected? */
final class Intervals {
    private Intervals() {}

    /** The end of the first interval with {@code sessions} connections, in seconds from the start; NaN when there is none. */
    static double connectedSecond(List<String> csv, int sessions) {
        if (csv.isEmpty()) {
            return Double.NaN;
        }
        List<String> names = Arrays.asList(csv.get(0).split(",", -1));
        int second = names.indexOf("second");
        int connections = names.indexOf("connections");
        for (String line : csv.subList(1, csv.size())) {
            String[] cells = line.split(",", -1);
            if (Integer.parseInt(cells[connections]) >= sessions) {
                return Double.parseDouble(cells[second]) + 1;
            }
        }
        return Double.NaN;
    }

    /** How many intervals there are of a stage. */
    static long of(List<String> csv, String stage) {
        return csv.stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .filter(cells -> cells.length > 1 && cells[1].equals(stage))
                .count();
    }

    /** The most of a column. */
    static long most(List<String> csv, String name) {
        int column =
                csv.isEmpty() ? -1 : Arrays.asList(csv.get(0).split(",", -1)).indexOf(name);
        return csv.stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .filter(cells -> column >= 0 && cells.length > column && !cells[column].isEmpty())
                .mapToLong(cells -> Long.parseLong(cells[column]))
                .max()
                .orElse(0);
    }
}
