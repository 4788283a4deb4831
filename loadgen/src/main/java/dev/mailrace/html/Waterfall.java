package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.session.Phase;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.List;

/**
 * A session drawn as what follows what: each phase begins where the medians of those before it end, and is as long as its
 * own median, with a thin line to its p99. Commands that may go out in one write begin together.
 */
final class Waterfall {
    private static final int WIDTH = 760;
    private static final int LABEL = 110;
    private static final int NUMBERS = 190;
    private static final int ROW = 22;

    /** A whisker may be so many times as long as all medians together; longer ones are cut, and the number says how long. */
    private static final double WHISKERS_MAX = 2;

    private record Row(Phase phase, boolean early, double startMicros, double p50Micros, double p99Micros) {}

    private Waterfall() {}

    /** Writes it; nothing where no phase was timed. */
    static void write(Html html, JsonNode run) {
        List<Row> rows = rows(run);
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
        double scale = (WIDTH - LABEL - NUMBERS) / Math.max(1, Math.min(longest, WHISKERS_MAX * medians));
        html.open("figure", "class", "waterfall").element("figcaption", "A session: medians in order, with p99");
        Svg svg = Svg.open(html, "Waterfall of a session", WIDTH, rows.size() * ROW + 4);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = i * ROW;
            double x = LABEL + row.startMicros() * scale;
            double end = Math.min(WIDTH - NUMBERS, LABEL + (row.startMicros() + row.p99Micros()) * scale);
            String words = "p50 " + Human.micros(row.p50Micros()) + ", p99 " + Human.micros(row.p99Micros());
            svg.text(row.phase().label() + (row.early() ? "*" : ""), 0, y + 15, "label")
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
        if (rows.stream().anyMatch(Row::early)) {
            html.element("p", "* seen in the warm-up only", "class", "plan");
        }
        html.close("figure");
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

    private static List<Row> rows(JsonNode run) {
        boolean pipelined = isPipelined(run.path("scenario"));
        List<Row> rows = new ArrayList<>();
        double now = 0;
        double together = 0; // Where commands of one write end.
        for (Phase phase : order(run)) {
            JsonNode times = run.path("phases").path(phase.label()).path("service");
            if (times.path("count").asLong() == 0) {
                continue;
            }
            double median = times.path("p50_us").asDouble();
            boolean withOthers = pipelined && (phase == Phase.MAIL || phase == Phase.RCPT || phase == Phase.DATA);
            if (!withOthers) {
                now = Math.max(now, together);
            }
            boolean early = RunTables.isEarly(run.path("phases").path(phase.label()));
            rows.add(new Row(phase, early, now, median, times.path("p99_us").asDouble()));
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
