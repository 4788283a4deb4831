package dev.mailrace.bench.soak;

import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What came of a soak: trends, books and sizes as a table, the samples as CSV, the picture; and what is wrong. */
final class SoakReport {
    private static final double WARMUP_SHARE = 0.25;
    private static final double WARMUP_HOURS_MAX = 0.5;
    private static final double LONG_HOURS = 72;

    /** So that each half of what is left after the warm-up has a trend. */
    private static final int LOOKS_MIN = 3 * Trend.POINTS_MIN;

    private static final List<String> FILES = List.of("run.json", "intervals.hlog", "report.html");

    private final String commit;
    private final Path environment;
    private final double hours;
    private final int rate;
    private final List<Watched> watched;
    private final int restarts;
    private final List<String> findings = new ArrayList<>();
    private final List<Judgement> judgements = new ArrayList<>();
    private final StringBuilder bookLines = new StringBuilder();
    private final StringBuilder sizeLines = new StringBuilder();
    private long accepted;
    private long inDoubt;

    SoakReport(String commit, Path environment, double hours, int rate, List<Watched> watched, int restarts) {
        this.commit = commit;
        this.environment = environment;
        this.hours = hours;
        this.rate = rate;
        this.watched = watched;
        this.restarts = restarts;
        double from = Math.min(WARMUP_HOURS_MAX, hours * WARMUP_SHARE);
        for (Watched one : watched) {
            if (one.samples().size() < LOOKS_MIN) {
                findings.add(one.name() + ": " + one.samples().size() + " looks, too few to judge");
                continue;
            }
            for (Quantity quantity : Quantity.values()) {
                judge(one.name(), quantity, one.series(quantity, from));
            }
        }
    }

    private void judge(String process, Quantity quantity, Series series) {
        if (series.size() < 2 * Trend.POINTS_MIN) {
            return; // A sink has no intervals.
        }
        Judgement judgement = Judgement.of(process, quantity, series);
        judgements.add(judgement);
        if (judgement.failed()) {
            findings.add(String.format(
                    Locale.ROOT,
                    "%s: %s %s: %+.3f an hour (99 %%: %+.3f to %+.3f), %+.2f in all",
                    process,
                    quantity.title(),
                    judgement.finding(),
                    judgement.trend().perHour(),
                    judgement.trend().low(),
                    judgement.trend().high(),
                    judgement.growth()));
        }
    }

    /** Takes the books of a client that has ended. */
    void ended(Client client) throws IOException {
        String complaint = client.complaint();
        if (!complaint.isEmpty()) {
            findings.add(complaint);
            return;
        }
        Books books = client.books();
        if (!books.balance()) {
            findings.add(client.name() + ": the books do not balance: " + books);
        }
        accepted += books.accepted();
        inDoubt += books.unconfirmed() + books.cutOff();
        bookLines.append(String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d | %s | %s |%n",
                client.name(),
                books.arrivals(),
                books.accepted(),
                books.rejected(),
                books.failed(),
                books.unconfirmed(),
                books.dropped(),
                books.cutOff(),
                books.balance() ? "yes" : "**NO**",
                books.generator()));
        sizeLines.append(String.format(Locale.ROOT, "| %s | %.1f", client.name(), client.logSize() / 1024.0));
        for (String file : FILES) {
            sizeLines.append(String.format(Locale.ROOT, " | %.1f", client.size(file) / 1024.0));
        }
        sizeLines.append(" |\n");
    }

    /** Holds what the servers counted against what the clients were told. */
    void accepted(long counted, boolean withPostfix) {
        boolean agree = counted >= accepted && counted <= accepted + inDoubt;
        String line = String.format(
                Locale.ROOT,
                "%s counted %,d messages, the clients %,d, and %,d in doubt (unconfirmed or cut off)",
                withPostfix ? "the sinks and Postfix" : "the sinks",
                counted,
                accepted,
                inDoubt);
        if (!agree) {
            findings.add(line);
        }
        bookLines.append("\nAt the servers: ").append(line).append(agree ? ": they agree.\n" : ": **they differ**.\n");
    }

    List<String> findings() {
        return findings;
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve("samples.csv"), samples());
        Files.writeString(folder.resolve("table.md"), head() + slopes() + books() + sizes() + failures());
        new SoakPlot(watched).write(folder.resolve("soak.png"));
    }

    private List<String> samples() {
        List<String> lines = new ArrayList<>();
        lines.add("process,hours,"
                + Arrays.stream(Quantity.values())
                        .map(Quantity::title)
                        .map(SoakReport::quoted)
                        .collect(Collectors.joining(",")));
        for (Watched one : watched) {
            for (Watched.Sample sample : one.samples()) {
                lines.add(String.format(Locale.ROOT, "%s,%.5f,", one.name(), sample.hours())
                        + Arrays.stream(Quantity.values())
                                .map(quantity -> cell(sample, quantity))
                                .collect(Collectors.joining(",")));
            }
        }
        return lines;
    }

    private static String quoted(String title) {
        return '"' + title + '"';
    }

    private static String cell(Watched.Sample sample, Quantity quantity) {
        Double value = sample.values().get(quantity);
        return value == null ? "" : String.format(Locale.ROOT, "%.2f", value);
    }

    private String head() throws IOException {
        return """
                # %s hours of mixed load

                %s; commit %s. Two clients of %d messages/s each, open loop, Poisson: `churn` with a connection for each message, `kept` \
                with twenty messages a connection. Ten classes and more: plain text, STARTTLS, TLS resumed, logins, BDAT, unknown and full \
                mailboxes, retries, connections dropped on purpose; against a sink that stays (`sink`), one that was restarted %,d times, \
                and Postfix where there is one.

                """.formatted(
                        String.format(Locale.ROOT, "%.2f", hours),
                        Machine.of(environment).line(new Cores(false)),
                        commit,
                        rate,
                        restarts);
    }

    private String slopes() {
        StringBuilder lines = new StringBuilder(String.format(
                Locale.ROOT, """
                ## Slopes

                After the first %.0f minutes. Theil-Sen slope, Sen's 99 %% interval corrected for autocorrelation. A series fails when \
                the interval lies above zero and it grew by more than its allowance; a file, when it grows ever faster. The last \
                column adds the upper end of the interval for %.0f hours to the level: a bound.

                | process | quantity | level | slope per hour | 99 %% interval | grew | allowed | | after %.0f h, at most |
                |---|---|--:|--:|--:|--:|--:|---|--:|
                """, 60 * Math.min(WARMUP_HOURS_MAX, hours * WARMUP_SHARE), LONG_HOURS, LONG_HOURS));
        for (Judgement one : judgements) {
            Trend trend = one.trend();
            lines.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.1f | %+.3f | %+.3f … %+.3f | %+.2f | %s | %s | %,.1f |%n",
                    one.process(),
                    one.quantity().title(),
                    trend.level(),
                    trend.perHour(),
                    trend.low(),
                    trend.high(),
                    one.growth(),
                    one.quantity().isFile()
                            ? "evenly"
                            : String.format(Locale.ROOT, "%.0f", one.quantity().allowance()),
                    one.failed() ? "**" + one.finding() + "**" : "ok",
                    one.after(LONG_HOURS - hours)));
        }
        return lines.append('\n').toString();
    }

    private String books() {
        return """
                ## Books

                | client | due | accepted | rejected | failed | unconfirmed | dropped | cut off | balanced | generator |
                |---|--:|--:|--:|--:|--:|--:|--:|---|---|
                """ + bookLines + "\n";
    }

    private String sizes() {
        return """
                ## Sizes at the end, KiB

                | client | log | run.json | intervals.hlog | report.html |
                |---|--:|--:|--:|--:|
                """ + sizeLines;
    }

    private String failures() {
        StringBuilder lines = new StringBuilder(findings.isEmpty() ? "" : "\n## Failures\n\n");
        findings.forEach(finding -> lines.append("- ").append(finding).append('\n'));
        return lines.toString();
    }
}
