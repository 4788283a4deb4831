package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.session.Phase;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A session drawn as what follows what: each phase begins where the medians of those before it end, and is as long as its
 * own median, with a thin line to its p99. Commands that may go out in one write begin together.
 */
final class Waterfall {
    private static final int WIDTH = 760;
    private static final int LABEL = 110;
    private static final int NUMBERS = 190;
    private static final int ROW = 22;
    private static final int AXIS = 22;

    private static final Set<Phase> BETWEEN =
            EnumSet.of(Phase.RSET, Phase.NOOP, Phase.VRFY, Phase.EXPN, Phase.HELP, Phase.ETRN);

    /** A whisker may be so many times as long as all medians together; longer ones are cut, and the number says how long. */
    private static final double WHISKERS_MAX = 2;

    private record Row(Phase phase, double startMicros, double p50Micros, double p99Micros) {}

    private Waterfall() {}

    /** Writes it; nothing where no phase was timed. */
    static void write(Html html, JsonNode run) {
        List<Row> early = rows(run, true);
        List<Row> rows = rows(run, false);
        if (early.isEmpty() && rows.isEmpty()) {
            return;
        }
        html.open("figure", "class", "waterfall", "aria-label", said(rows.isEmpty() ? early : rows))
                .element("figcaption", "A session: its phases in order")
                .element(
                        "p",
                        "Box: median (p50). Thin line: to p99. A phase begins where the medians of those before it end.",
                        "class",
                        "plan");
        draw(html, "Seen in the warm-up only, when the sessions were opened", early);
        draw(html, early.isEmpty() ? "" : "In the measured stage", rows);
        html.close("figure");
    }

    private static void draw(Html html, String heading, List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        double medians = rows.stream()
                .mapToDouble(row -> row.startMicros() + row.p50Micros())
                .max()
                .orElse(1);
        double longest = rows.stream()
                .mapToDouble(row -> row.startMicros() + row.p99Micros())
                .max()
                .orElse(1);
        double shown = Math.max(1, Math.max(medians, Math.min(longest, WHISKERS_MAX * medians)));
        double scale = (WIDTH - LABEL - NUMBERS) / shown;
        if (!heading.isEmpty()) {
            html.element("p", heading, "class", "plan");
        }
        Svg svg = Svg.open(html, said(rows), WIDTH, rows.size() * ROW + AXIS);
        axis(svg, shown, scale, rows.size() * ROW);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = (double) i * ROW;
            double x = LABEL + row.startMicros() * scale;
            double end = Math.min(WIDTH - NUMBERS, LABEL + (row.startMicros() + row.p99Micros()) * scale);
            String words = "p50 " + Human.micros(row.p50Micros()) + ", p99 " + Human.micros(row.p99Micros());
            svg.text(row.phase().label(), 0, y + 15, "label")
                    .line(x, y + 11, end, y + 11, "whisker")
                    .box(
                            x,
                            y + 4,
                            row.p50Micros() * scale,
                            14,
                            colour(row.phase()),
                            row.phase().label() + ": " + words)
                    .text(words, WIDTH - NUMBERS + 8, y + 15, "value");
        }
        svg.close();
    }

    /** Round times below the drawing, and a line up from each. */
    private static void axis(Svg svg, double shownMicros, double scale, double y) {
        double step = Math.pow(10, Math.floor(Math.log10(shownMicros)));
        double each = shownMicros / step < 2 ? step / 5 : shownMicros / step < 5 ? step / 2 : step;
        for (int i = 0; i * each <= shownMicros * 1.001; i++) {
            double x = LABEL + i * each * scale;
            svg.line(x, 0, x, y + 3, "axis").text(i == 0 ? "0" : tick(i * each), x + 2, y + 15, "tick");
        }
    }

    /** Round numbers have no zeros behind their point. */
    private static String tick(double micros) {
        return Human.micros(micros).replaceFirst("(\\.\\d*?)0+ ", "$1 ").replace(". ", " ");
    }

    /** What the drawing shows, for those who do not see it. */
    private static String said(List<Row> rows) {
        StringJoiner words = new StringJoiner("; ", "Waterfall of a session: ", "");
        rows.forEach(row -> words.add(row.phase().label() + " p50 " + Human.micros(row.p50Micros()) + ", p99 "
                + Human.micros(row.p99Micros())));
        return words.toString();
    }

    private static String colour(Phase phase) {
        return switch (phase) {
            case CONNECT, BANNER, EHLO, QUIT -> "tone-1";
            case TLS, STARTTLS -> "tone-2";
            case AUTH, AUTH_CLIENT, XCLIENT -> "tone-3";
            case CHUNK, CONTENT -> "tone-5";
            default -> "tone-4";
        };
    }

    /** Whether most sessions have it: a RSET after a single refusal is no part of a session. */
    private static boolean isUsual(Phase phase, JsonNode run) {
        if (!BETWEEN.contains(phase)) {
            return true;
        }
        long transactions = run.path("phases")
                .path(Phase.TRANSACTION.label())
                .path("service")
                .path("count")
                .asLong();
        return 2
                        * run.path("phases")
                                .path(phase.label())
                                .path("service")
                                .path("count")
                                .asLong()
                >= transactions;
    }

    private static List<Row> rows(JsonNode run, boolean ofWarmup) {
        boolean pipelined = isPipelined(run.path("scenario"));
        List<Row> rows = new ArrayList<>();
        double now = 0;
        double together = 0; // Where commands of one write end.
        for (Phase phase : order(run)) {
            JsonNode times = run.path("phases").path(phase.label()).path("service");
            boolean early = RunTables.isEarly(run.path("phases").path(phase.label()));
            if (times.path("count").asLong() == 0 || early != ofWarmup || !isUsual(phase, run)) {
                continue;
            }
            double median = times.path("p50_us").asDouble();
            boolean withOthers = pipelined && (phase == Phase.MAIL || phase == Phase.RCPT || phase == Phase.DATA);
            if (!withOthers) {
                now = Math.max(now, together);
            }
            rows.add(new Row(phase, now, median, times.path("p99_us").asDouble()));
            if (withOthers) {
                together = Math.max(together, now + median);
            } else {
                now += median;
            }
        }
        return rows;
    }

    /** Of several kinds of session all must be. */
    private static boolean isPipelined(JsonNode scenario) {
        List<JsonNode> kinds = new ArrayList<>();
        scenario.path("sessions").forEach(kinds::add);
        if (kinds.isEmpty()) {
            kinds.add(scenario);
        }
        return kinds.stream()
                .noneMatch(kind -> kind.path("pipelining").asText("none").equalsIgnoreCase("none"));
    }

    /** STARTTLS comes after EHLO, and its handshake with it; else the handshake comes first. */
    private static List<Phase> order(JsonNode run) {
        List<Phase> order = new ArrayList<>(List.of(Phase.CONNECT));
        boolean startTls = run.path("phases").has(Phase.STARTTLS.label());
        if (!startTls) {
            order.add(Phase.TLS);
        }
        order.addAll(List.of(Phase.BANNER, Phase.EHLO));
        if (startTls) {
            order.addAll(List.of(Phase.STARTTLS, Phase.TLS));
        }
        order.add(Phase.XCLIENT);
        boolean rounds = run.path("phases").has(Phase.AUTH_ROUND_1.label());
        if (rounds) {
            order.addAll(List.of(
                    Phase.AUTH_ROUND_1, Phase.AUTH_ROUND_2, Phase.AUTH_ROUND_3, Phase.AUTH_ROUND_4, Phase.AUTH_CLIENT));
        } else {
            order.addAll(List.of(Phase.AUTH, Phase.AUTH_CLIENT));
        }
        order.addAll(List.of(
                Phase.RSET,
                Phase.NOOP,
                Phase.VRFY,
                Phase.EXPN,
                Phase.HELP,
                Phase.ETRN,
                Phase.MAIL,
                Phase.RCPT,
                Phase.DATA,
                Phase.CHUNK,
                Phase.CONTENT,
                Phase.QUIT));
        return order;
    }
}
