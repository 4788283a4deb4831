package dev.mailrace.bench.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** What a receiver wrote down, see the manual's section on a receiver on another machine. */
record Arrivals(List<Arrival> all) {
    /**
     * A message.
     *
     * @param number of its arrival in the plan
     * @param dueMicros when it should have started, since 1970 by the run's clock
     * @param nanos when it came, since 1970
     */
    record Arrival(long number, long dueMicros, long nanos) {
        /** How long after it was due. */
        double lateMillis() {
            return nanos / 1e6 - dueMicros / 1e3;
        }
    }

    static Arrivals of(Path file) throws IOException {
        List<Arrival> all = new ArrayList<>();
        long startNanos = 0;
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.split("\t", -1);
            switch (columns[0]) {
                case "clock" -> startNanos = Long.parseLong(columns[1]);
                case "got" ->
                    all.add(new Arrival(
                            Long.parseLong(columns[2]),
                            Long.parseLong(columns[3]),
                            startNanos + Long.parseLong(columns[6])));
                default -> {} // Others say what is not asked here.
            }
        }
        return new Arrivals(List.copyOf(all));
    }

    /** How many there are of those numbers, each counted once. */
    long count(LongPredicate number) {
        return all.stream().mapToLong(Arrival::number).filter(number).distinct().count();
    }

    /** How many came more than once. */
    long twice() {
        return all.size() - count(number -> true);
    }

    /** When the last of those numbers came, since 1970; 0: none did. */
    long lastNanos(LongPredicate number) {
        return all.stream()
                .filter(arrival -> number.test(arrival.number))
                .mapToLong(Arrival::nanos)
                .max()
                .orElse(0);
    }

    /** How late those numbers came, sorted. */
    List<Double> lateMillis(LongPredicate number) {
        return all.stream()
                .filter(arrival -> number.test(arrival.number))
                .map(Arrival::lateMillis)
                .sorted()
                .toList();
    }
}
