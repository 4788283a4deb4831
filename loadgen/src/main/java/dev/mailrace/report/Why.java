package dev.mailrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.analysis.RunVerdict;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.runfile.JsonFile;
import dev.mailrace.session.Outcome;
import dev.mailrace.words.Human;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Why a run came to what it came to, in a sentence of its document: what the tool found by itself, the gravest first. It explains and
 * decides nothing: that is the verdict's.
 */
public final class Why {
    private static final int CLAUSES_MAX = 3;

    /** Of what was due: fewer failures explain nothing. */
    private static final double SHARE_MIN = 0.001;

    /** Waiting for a connection is what a response time is made of where it is so many times the service time. */
    private static final double WAITED_TIMES = 2;

    private static final Set<String> COMMANDS = Set.of("mail", "rcpt", "data", "content");

    private final JsonNode run;
    private final List<String> clauses = new ArrayList<>();

    private Why(JsonNode run) {
        this.run = run;
    }

    /** The sentence, without its full stop; never empty. */
    public static String of(JsonNode run) {
        Why why = new Why(run);
        why.addAgents();
        if (why.isWord(RunVerdict.Word.INVALID)) {
            why.add(RunEvent.Kind.GENERATOR);
        }
        why.add(RunEvent.Kind.SILENCE);
        why.add(RunEvent.Kind.LOST_CONNECTIONS);
        why.add(RunEvent.Kind.REFUSALS);
        why.addBehind();
        why.addFailures(Outcome.Kind.REJECTED);
        why.addFailures(Outcome.Kind.FAILED);
        why.addUnanswered();
        why.add(RunEvent.Kind.BACKLOG);
        why.add(RunEvent.Kind.GENERATOR);
        if (why.clauses.isEmpty()) {
            why.addOrdinary();
        }
        String sentence = String.join("; ", why.clauses.subList(0, Math.min(CLAUSES_MAX, why.clauses.size())));
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    private boolean isWord(RunVerdict.Word word) {
        return run.path("verdict").asText().equals(word.label());
    }

    private void addClause(String clause) {
        if (!clause.isEmpty() && !clauses.contains(clause)) {
            clauses.add(clause);
        }
    }

    /** The longest of its kind, and how many more there are. */
    private void add(RunEvent.Kind kind) {
        List<JsonNode> such = StreamSupport.stream(run.path("events").spliterator(), false)
                .filter(event -> event.path("kind").asText().equals(kind.label()))
                .sorted(Comparator.comparingDouble(Why::seconds).reversed())
                .toList();
        if (!such.isEmpty()) {
            addClause(time(such.get(0)) + " "
                    + JsonFile.printable(such.get(0).path("text").asText())
                    + (such.size() == 1 ? "" : ", and " + Human.counted(such.size() - 1, "such time") + " more"));
        }
    }

    private static double seconds(JsonNode event) {
        return event.path("until_s").asDouble() - event.path("at_s").asDouble();
    }

    private static String time(JsonNode event) {
        return event.has("until_s")
                ? String.format(
                        Locale.ROOT,
                        "from %.1f to %.1f s",
                        event.path("at_s").asDouble(),
                        event.path("until_s").asDouble())
                : String.format(Locale.ROOT, "at %.1f s", event.path("at_s").asDouble());
    }

    /** Of several that made the run, those that cannot be believed; what became of them stands in the verdict. */
    private void addAgents() {
        JsonNode agents = run.path("self").path("agents");
        List<String> poor = StreamSupport.stream(agents.spliterator(), false)
                .filter(agent -> agent.path("verdict").asText().equals("invalid"))
                .map(agent -> JsonFile.printable(agent.path("name").asText()))
                .toList();
        if (!poor.isEmpty()) {
            addClause(Human.count(poor.size()) + " of " + Human.counted(agents.size(), "agent")
                    + (poor.size() == 1 ? " fails the run: " : " fail the run: ")
                    + String.join(", ", poor.subList(0, Math.min(CLAUSES_MAX, poor.size())))
                    + (poor.size() > CLAUSES_MAX ? " and others" : ""));
        }
    }

    private void addBehind() {
        for (String behind : List.of(Headline.fellBehind(run), DeliveryRate.behind(run))) {
            addClause(behind.isEmpty() ? "" : behind.substring(0, 1).toLowerCase(Locale.ROOT) + behind.substring(1));
        }
    }

    /** What most of the arrivals that ended so ended with. */
    private void addFailures(Outcome.Kind kind) {
        long due = run.path("totals").path("arrivals").asLong();
        long all = run.path("totals").path(kind.label()).asLong();
        if (all == 0 || all < SHARE_MIN * due) {
            return;
        }
        JsonNode most = StreamSupport.stream(run.path("outcomes").spliterator(), false)
                .filter(outcome -> outcome.path("kind").asText().equals(kind.label()))
                .max(Comparator.comparingLong(outcome -> outcome.path("count").asLong()))
                .orElse(null);
        addClause(Human.count(all) + " of " + Human.count(due) + " (" + Human.share((double) all / due) + ") "
                + (kind == Outcome.Kind.REJECTED ? (all == 1 ? "was rejected" : "were rejected") : "failed")
                + (most == null ? "" : by(most, all)));
    }

    private static String by(JsonNode most, long all) {
        long count = most.path("count").asLong();
        String enhanced = most.path("enhanced").asText();
        String how = most.path("code").asInt() > 0
                ? "with " + most.path("code").asInt() + (enhanced.isEmpty() ? "" : " " + JsonFile.printable(enhanced))
                : Human.words(most.path("reason").asText());
        String phase = most.path("phase").asText("");
        return (count == all ? ", " + (all == 1 ? "" : "all ") : ", " + Human.count(count) + " of them ")
                + how
                + (phase.isEmpty() || phase.equals("null") ? "" : " at " + phase);
    }

    private void addUnanswered() {
        long unanswered = run.path("totals").path("unanswered").asLong();
        addClause(unanswered == 0 ? "" : Human.counted(unanswered, "arrival") + " had no answer when the run ended");
    }

    /** Nothing stands out: where the time went. */
    private void addOrdinary() {
        Headline.Whole whole = Headline.whole(run);
        JsonNode times =
                run.path("phases").path(whole == null ? "" : whole.phase().label());
        double service = p99(times.path("service"));
        double response = p99(times.path("response"));
        Map.Entry<String, JsonNode> slowest = run.path("phases").properties().stream()
                .filter(phase -> COMMANDS.contains(phase.getKey()))
                .max(Comparator.comparingDouble(phase -> p99(phase.getValue().path("service"))))
                .orElse(null);
        String usual = "nothing unusual was found" + (isWord(RunVerdict.Word.INVALID) ? " with the server" : "")
                + ": no silence, no lost connections"
                + (failures() == 0 ? ", no failures" : ", few failures");
        if (response > WAITED_TIMES * service && service > 0) {
            addClause("arrivals waited for a free session: p99 " + Human.micros(response) + " since they were due, "
                    + Human.micros(service) + " of it with the server");
        } else if (slowest != null && isWord(RunVerdict.Word.BROKEN)) {
            addClause("the slowest phase was " + slowest.getKey() + ", p99 "
                    + Human.micros(p99(slowest.getValue().path("service"))) + "; " + usual);
        } else {
            addClause(usual);
        }
    }

    private long failures() {
        JsonNode totals = run.path("totals");
        long failures = 0;
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            failures += kind == Outcome.Kind.ACCEPTED
                    ? 0
                    : totals.path(kind.label()).asLong();
        }
        return failures;
    }

    private static double p99(JsonNode statistics) {
        return statistics.path("p99_us").asDouble();
    }
}
