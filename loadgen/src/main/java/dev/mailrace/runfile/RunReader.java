package dev.mailrace.runfile;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.Measured;
import dev.mailrace.analysis.Metric;
import dev.mailrace.analysis.RunFigures;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads what {@link RunDocument} describes, of this run or of one long ago, into figures. */
public final class RunReader {
    /** What a path should name. */
    public static final String EXPECTED = "a run's folder or its run.json";

    private static final List<Timing> TIMINGS = List.of(Timing.SERVICE, Timing.RESPONSE);
    private static final List<String> STATISTICS = List.of("mean", "p50", "p75", "p90", "p95", "p99", "p999", "max");
    private static final Set<String> SINCE_FORMAT_2 = Set.of("p75", "p95");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

    private RunReader() {}

    /**
     * The figures of the run in {@code path}: a run's folder, or a file like its run.json.
     *
     * @throws IllegalArgumentException when no finished run with a measured arrival can be read from it
     */
    public static RunFigures read(Path path) {
        return figures(JsonFile.printable(path.toString()), document(path));
    }

    /**
     * The run's document in {@code path}, in the shape of the latest format, whichever it was written in.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static ObjectNode document(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve(PastRun.RUN_FILE) : path;
        JsonNode tree = JsonFile.read(file, EXPECTED);
        String name = JsonFile.printable(file.toString());
        if (tree.has("mechanisms")) {
            throw JsonFile.refused(name, "holds the runs of 'mailrace auth', one a mechanism", EXPECTED);
        }
        if (!(tree instanceof ObjectNode run) || !run.has("format")) {
            throw JsonFile.refused(name, "no run" + (tree.isArray() ? ", but a list" : ""), EXPECTED);
        }
        JsonNode format = run.get("format");
        if (!format.isInt() || format.intValue() < FormatOne.FORMAT || format.intValue() > RunDocument.FORMAT) {
            String age = format.isNumber() && format.doubleValue() > RunDocument.FORMAT
                    ? "written by a newer Mailrace"
                    : "no format that this Mailrace reads";
            throw JsonFile.refused(
                    name,
                    "format: " + JsonFile.printable(format.toString()),
                    FormatOne.FORMAT + " to " + RunDocument.FORMAT + "; " + age);
        }
        if (!run.path("scenario").isObject() || !run.path("ending").isTextual()) {
            throw JsonFile.refused(name, "not a run, but another file of Mailrace", EXPECTED);
        }
        if (format.intValue() == FormatOne.FORMAT) {
            FormatOne.upgrade(run);
        }
        return run;
    }

    /**
     * The figures of a run's document.
     *
     * @param name for people: where the run was read from, say
     * @throws IllegalArgumentException when the run did not finish, or measured no arrival
     */
    public static RunFigures figures(String name, ObjectNode run) {
        String ending = run.path("ending").asText();
        if (ending.equals(RunDocument.RUNNING)) {
            throw JsonFile.refused(
                    name, "the run was killed before its end, and nothing of it was saved", "a run that ended");
        }
        JsonNode totals = run.path("totals");
        double arrivals = JsonFile.number(name, totals, "arrivals");
        double unanswered = totals.path("unanswered").asDouble();
        double judged = arrivals - JsonFile.number(name, totals, Outcome.Kind.CUT_OFF.label()) + unanswered;
        if (judged <= 0) {
            throw JsonFile.refused(
                    name,
                    "an empty run: no arrival was measured to its end",
                    "a run that measured some; see -d and --warmup");
        }
        Map<String, Double> values = new LinkedHashMap<>();
        Map<String, Long> samples = new LinkedHashMap<>();
        values.put(Metric.ACCEPTED, JsonFile.number(name, totals, "accepted_per_second"));
        samples.put(Metric.ACCEPTED, (long) JsonFile.number(name, totals, "accepted"));
        double failures = unanswered;
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            failures += kind.isError() ? JsonFile.number(name, totals, kind.label()) : 0;
        }
        values.put(Metric.FAILURES, failures / judged);
        samples.put(Metric.FAILURES, (long) judged);
        Set<String> lowerBounds = new LinkedHashSet<>();
        addTimes(name, run.path("phases"), values, samples, lowerBounds);
        List<String> reasons = reasons(run, ending);
        Map<String, Object> scenario = MAPPER.convertValue(run.path("scenario"), MAP);
        return new RunFigures(
                name,
                scenario,
                run.path("environment").isObject() ? MAPPER.convertValue(run.get("environment"), MAP) : Map.of(),
                run.path("scenario").path("pacing").path("loop").asText().equals("closed"),
                reasons,
                new RunFigures.Measures(values, samples, lowerBounds),
                outcomes(run.path("outcomes")));
    }

    private static void addTimes(
            String name,
            JsonNode phases,
            Map<String, Double> values,
            Map<String, Long> samples,
            Set<String> lowerBounds) {
        for (Map.Entry<String, JsonNode> phase : phases.properties()) {
            for (Timing timing : TIMINGS) {
                JsonNode statistics = phase.getValue().path(timing.name().toLowerCase(Locale.ROOT));
                long count = statistics.isObject() ? (long) JsonFile.number(name, statistics, "count") : 0;
                if (count == 0) {
                    continue;
                }
                for (String statistic : STATISTICS) {
                    if (SINCE_FORMAT_2.contains(statistic) && !statistics.has(statistic + "_us")) {
                        continue;
                    }
                    String metric = Metric.name(statistic, JsonFile.printable(phase.getKey()), timing);
                    values.put(metric, JsonFile.number(name, statistics, statistic + "_us"));
                    samples.put(metric, count);
                    if (Percentiles.isBound(statistics, statistic)) {
                        lowerBounds.add(metric);
                    }
                }
            }
        }
    }

    /** Why the run is not what was asked for; none: it is. */
    private static List<String> reasons(ObjectNode run, String ending) {
        List<String> reasons = new ArrayList<>();
        if (!ending.equals("completed")) {
            reasons.add("it ended early: " + Human.words(JsonFile.printable(ending)));
        }
        if (run.has("books_balanced") && !run.get("books_balanced").asBoolean()) {
            reasons.add("its books do not balance");
        }
        if (!run.path("self").path("verdict").asText().equals("valid")) {
            int before = reasons.size();
            run.path("self").path("reasons").forEach(reason -> reasons.add(JsonFile.printable(reason.asText())));
            if (reasons.size() == before) {
                reasons.add("its generator found it invalid");
            }
        }
        for (JsonNode shortfall : run.path("shortfalls")) {
            String what = JsonFile.text(shortfall, "what");
            if (!reasons.contains(what)) {
                reasons.add(what);
            }
        }
        addUndecided(run, reasons);
        return reasons;
    }

    /** Too many due messages ended in an unknown way, or none was accepted. */
    private static void addUndecided(ObjectNode run, List<String> reasons) {
        JsonNode totals = run.path("totals");
        double arrivals = totals.path("arrivals").asDouble();
        if (totals.path("accepted").asLong() == 0) {
            reasons.add("the server accepted nothing");
        }
        double young = cutOffYoung(run);
        if (young > Measured.UNKNOWN_SHARE_MAX * arrivals) {
            reasons.add(Human.share(young / arrivals) + " of what was due was cut off too young to judge");
        }
    }

    /** Earlier versions did not tell what hung from what was young; what left as asked said so. */
    private static double cutOffYoung(ObjectNode run) {
        JsonNode totals = run.path("totals");
        if (totals.has("cut_off_young")) {
            return totals.get("cut_off_young").asDouble();
        }
        double young = totals.path(Outcome.Kind.CUT_OFF.label()).asDouble();
        for (JsonNode outcome : run.path("outcomes")) {
            if (outcome.path("sample").asText().endsWith(", as asked")) {
                young -= outcome.path("count").asDouble();
            }
        }
        return young;
    }

    /** As {@code rejected rcpt 451}: the kind, the phase, the code and the reason, as far as there are such. */
    private static Map<String, String> outcomes(JsonNode outcomes) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (JsonNode outcome : outcomes) {
            String kind = outcome.path("kind").asText();
            String reason = outcome.path("reason").asText();
            if (kind.equals(Outcome.Kind.CUT_OFF.label()) && !reason.equals(Outcome.Reason.UNANSWERED.label())) {
                continue; // That is the run's doing.
            }
            StringBuilder label = new StringBuilder(kind);
            if (outcome.path("phase").isTextual()) {
                label.append(' ').append(outcome.get("phase").asText());
            }
            if (outcome.path("code").asInt() > 0) {
                label.append(' ').append(outcome.get("code").asInt());
            }
            if (!outcome.path("reason").asText().isEmpty()) {
                label.append(' ').append(outcome.get("reason").asText());
            }
            seen.putIfAbsent(
                    JsonFile.printable(Human.words(label.toString())),
                    JsonFile.printable(outcome.path("sample").asText()));
        }
        return seen;
    }
}
