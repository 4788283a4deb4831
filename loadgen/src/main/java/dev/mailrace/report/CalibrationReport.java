package dev.mailrace.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.runfile.Decimal;
import dev.mailrace.runfile.Percentiles;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a generator can do.
 *
 * @param full a closed loop, as fast as it went
 * @param half an open loop at half of that; null: it was not run
 * @param doubt why nothing can be said of the machine; empty when something can
 * @param openFilesMax files that a process may have open, which bounds its sessions
 */
public record CalibrationReport(RunResult full, @Nullable RunResult half, String doubt, long openFilesMax) {
    /** For people: first whether it says anything of the machine; no line is wider than {@code columnsMax}. */
    public List<String> lines(int columnsMax, boolean colour) {
        List<Line> lines = new ArrayList<>(CalibrationConclusion.of(document()).lines(columnsMax));
        lines.addAll(Line.wrapped("calibrated: " + full.info().plan(), 2, columnsMax));
        lines.add(Line.EMPTY);
        Table table = new Table(List.of(
                Table.Column.left("this machine"), Table.Column.right("value"), Table.Column.elastic("what it means")));
        add(
                table,
                "accepted/s",
                Human.rate(full.acceptedPerSecond()),
                "at full speed, with the sink on the same machine");
        add(table, "sessions", Human.count(full.connectionsMax()), "open at once");
        add(table, "files", Human.count(openFilesMax), "that a process may open; each session takes one");
        if (half != null) {
            add(table, "latency p50", latency(half, 50), "the generator's and loopback's own, at half that rate");
            add(table, "latency p99", latency(half, 99), "smaller latencies of a server cannot be trusted");
            add(table, "slip p99", duration(half.slip(), 99), "how late due messages start");
        }
        lines.addAll(table.lines(columnsMax));
        return lines.stream().map(line -> line.toString(colour)).toList();
    }

    private static void add(Table table, String name, String value, String meaning) {
        table.add(Line.PLAIN, List.of(name, value, meaning));
    }

    private static String latency(RunResult half, double percentile) {
        RunResult.Whole whole = half.whole();
        return whole == null ? "none timed" : Percentiles.words(whole.times(), whole.bounds(), percentile);
    }

    private static String duration(Histogram histogram, double percentile) {
        return Human.duration(histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile));
    }

    /** Both runs as one JSON tree. */
    public ObjectNode document() {
        ObjectNode document = RunDocument.empty();
        document.put("kind", "calibration");
        document.put("accepted_per_second", Decimal.of(full.acceptedPerSecond()));
        document.put("sessions", full.connectionsMax());
        document.put("open_files_max", openFilesMax);
        document.put("doubt", doubt);
        document.set("full", RunDocument.of(full));
        if (half != null) {
            document.set("half", RunDocument.of(half));
        }
        return document;
    }
}
