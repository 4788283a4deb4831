package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A run's document of format 1 in the shape of format 2, for all readers but this one know the latest. Format 1 had parts of
 * the scenario in words of the code, as {@code OpenLoop[profile=500/s, spacing=EVEN]}. What is not understood stays as it is.
 */
final class FormatOne {
    static final int FORMAT = 1;

    private static final String RATE = "([0-9.]{1,30})/s";
    private static final String SECONDS = "([0-9.]{1,30}) s";
    private static final Pattern CLOSED = Pattern.compile("ClosedLoop\\[think=([^\\]]{1,40})\\]");
    private static final Pattern OPEN = Pattern.compile("OpenLoop\\[profile=(.+), spacing=(EVEN|POISSON)\\]");
    private static final Pattern CONSTANT = Pattern.compile(RATE);
    private static final Pattern LINEAR = Pattern.compile(RATE + "(?: to " + RATE + " in | for )" + SECONDS);
    private static final Pattern RAMP = Pattern.compile("(.+), then on");
    private static final Pattern STAIRS =
            Pattern.compile(RATE + " to " + RATE + " in ([0-9]{1,9}) steps of " + SECONDS + ", then on");
    private static final Pattern RETRIES =
            Pattern.compile("([0-9x,]+) ([0-9]{1,9}) times, each after ([0-9.]{1,30}) s");
    private static final Pattern MAIL =
            Pattern.compile("run [0-9a-z]+: ([^;]+); from ([^;]+); to ([^;]+), ([0-9]{1,9}) a message");
    private static final Pattern GENERATED = Pattern.compile("generated (text|base64), ([^ ]+) bytes");
    private static final Pattern FILES =
            Pattern.compile("(.+), ([0-9,]{1,12}) messages?(?: of ([0-9,]{1,12}) folders?)?"
                    + "(?:, ([0-9,]{1,12}) files? refused)?(, verbatim)?");
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,10})([kmg]?)(?:-([0-9]{1,10})([kmg]?))?(?::([0-9.]{1,20}))?");
    private static final Pattern NUMBERED = Pattern.compile("(.+), ([0-9]{1,18})\\.\\.([0-9]{1,18})");
    private static final Pattern LISTED = Pattern.compile("(.+), ([0-9]{1,9}) texts");
    private static final Pattern ODDITIES = Pattern.compile(
            "(early talk )?(?:drop after ([a-z]+) ?)?" + "(?:drip ([0-9]{1,18}) B/s ?)?(hold)? ?by ([0-9.E-]{1,30})%");

    /** They belong to RCPT (RFC 3461 §4); all others to MAIL. */
    private static final List<String> OF_RCPT = List.of("NOTIFY", "ORCPT");

    private FormatOne() {}

    /** Changes {@code run} from format 1 to the latest. */
    static void upgrade(ObjectNode run) {
        run.put("format", RunDocument.FORMAT);
        if (!(run.path("scenario") instanceof ObjectNode scenario)) {
            return;
        }
        JsonNode pacing = pacing(scenario.path("pacing").asText(""));
        replace(scenario, "pacing", pacing);
        if (pacing.path("loop").asText().equals("closed") && !run.has("rate_per_second")) {
            run.putNull("rate_per_second"); // The first versions did not write it.
        }
        replace(scenario, "retries", retries(scenario.path("retries").asText("")));
        kind(scenario);
        for (JsonNode each : scenario.path("sessions")) {
            if (each instanceof ObjectNode kind) {
                kind(kind);
            }
        }
    }

    /** What is said of one kind of session. */
    private static void kind(ObjectNode kind) {
        replace(kind, "tls", tls(kind.path("tls").asText("")));
        replace(kind, "parameters", parameters(kind.path("parameters")));
        replace(kind, "oddities", oddities(kind.path("oddities").asText("")));
        replace(kind, "mail", mail(kind.path("mail").asText("")));
        replace(kind, "auth_users", feed(kind.path("auth_users").asText("")));
        if (kind.path("steps").isArray()) {
            ArrayNode steps = kind.arrayNode();
            kind.path("steps").forEach(step -> steps.add(step.isTextual() ? step(step.asText()) : step));
            kind.set("steps", steps);
        }
    }

    /** Only a text is replaced, and only by what it was understood as. */
    private static void replace(ObjectNode object, String name, JsonNode understood) {
        if (object.path(name).isTextual() && understood.isObject()) {
            object.set(name, understood);
        }
    }

    private static JsonNode none() {
        return MissingNode.getInstance();
    }

    private static JsonNode pacing(String text) {
        Matcher closed = CLOSED.matcher(text);
        if (closed.matches()) {
            try {
                return RunDocument.bare()
                        .put("loop", "closed")
                        .put("think_seconds", Duration.parse(closed.group(1)).toMillis() / 1e3);
            } catch (DateTimeException | ArithmeticException e) {
                return none();
            }
        }
        Matcher open = OPEN.matcher(text);
        if (!open.matches()) {
            return none();
        }
        ObjectNode pacing = RunDocument.bare().put("loop", "open");
        pacing.put("spacing", open.group(2).equals("EVEN") ? "even" : "poisson");
        return profile(open.group(1), pacing) ? pacing : none();
    }

    /** Whether it was understood. */
    private static boolean profile(String text, ObjectNode pacing) {
        Matcher constant = CONSTANT.matcher(text);
        if (constant.matches()) {
            pacing.put("profile", "constant").put("per_second", number(constant.group(1)));
            return true;
        }
        Matcher stairs = STAIRS.matcher(text);
        if (stairs.matches()) {
            double from = number(stairs.group(1));
            int steps = Integer.parseInt(stairs.group(3));
            pacing.put("profile", "staircase")
                    .put("from_per_second", from)
                    .put("step_per_second", (number(stairs.group(2)) - from) / Math.max(1, steps - 1))
                    .put("step_seconds", number(stairs.group(4)))
                    .put("steps", steps);
            return true;
        }
        Matcher ramp = RAMP.matcher(text);
        if (ramp.matches()) {
            return linear(ramp.group(1), pacing.put("profile", "ramp"));
        }
        ArrayNode stages = pacing.put("profile", "stages").putArray("stages");
        for (String stage : text.split(", ", -1)) {
            if (!linear(stage, stages.addObject())) {
                return false;
            }
        }
        return true;
    }

    private static boolean linear(String text, ObjectNode node) {
        Matcher linear = LINEAR.matcher(text);
        if (!linear.matches()) {
            return false;
        }
        String to = linear.group(2) == null ? linear.group(1) : linear.group(2);
        node.put("from_per_second", number(linear.group(1)))
                .put("to_per_second", number(to))
                .put("seconds", number(linear.group(3)));
        return true;
    }

    private static double number(String digits) {
        try {
            return Double.parseDouble(digits);
        } catch (NumberFormatException e) {
            return 0; // As "1.2.3", which nobody wrote.
        }
    }

    private static JsonNode retries(String text) {
        ObjectNode node = RunDocument.bare();
        ArrayNode codes = node.putArray("codes");
        if (text.equals("none")) {
            return node.put("times", 0).put("after_seconds", 0.0);
        }
        Matcher retries = RETRIES.matcher(text);
        if (!retries.matches()) {
            return none();
        }
        for (String code : retries.group(1).split(",", -1)) {
            codes.add(code);
        }
        return node.put("times", Integer.parseInt(retries.group(2))).put("after_seconds", number(retries.group(3)));
    }

    private static JsonNode tls(String text) {
        if (text.isEmpty()) {
            return none();
        }
        ObjectNode node = RunDocument.bare();
        String[] parts = text.split(", ", -1);
        node.put("provider", parts[0]).put("any_certificate", false);
        ArrayNode versions = node.putArray("versions");
        node.putArray("ciphers");
        node.putArray("groups");
        node.put("resumed", false);
        for (String part : List.of(parts).subList(1, parts.length)) {
            switch (part) {
                case "any certificate" -> node.put("any_certificate", true);
                case "sessions resumed" -> node.put("resumed", true);
                default -> {
                    for (String version : part.split(" ", -1)) {
                        versions.add(version);
                    }
                }
            }
        }
        return node;
    }

    private static JsonNode parameters(JsonNode text) {
        ObjectNode node = RunDocument.bare();
        ArrayNode mail = node.putArray("mail");
        ArrayNode rcpt = node.putArray("rcpt");
        for (String parameter : text.asText("").split(" ", -1)) {
            if (!parameter.isEmpty()) {
                (OF_RCPT.contains(parameter.split("=", 2)[0]) ? rcpt : mail).add(parameter);
            }
        }
        return node;
    }

    private static JsonNode oddities(String text) {
        ObjectNode node = RunDocument.bare();
        Matcher odd = ODDITIES.matcher(text);
        boolean any = odd.matches();
        if (!any && !text.equals("none")) {
            return none();
        }
        return node.put("share", any ? number(odd.group(5)) / 100 : 0.0)
                .put("early_talk", any && odd.group(1) != null)
                .put("drop_after", any ? odd.group(2) : null)
                .put("drip_bytes_per_second", any && odd.group(3) != null ? Long.parseLong(odd.group(3)) : 0)
                .put("hold", any && odd.group(4) != null);
    }

    private static JsonNode mail(String text) {
        Matcher mail = MAIL.matcher(text);
        if (!mail.matches()) {
            return none();
        }
        JsonNode content = content(mail.group(1));
        if (content.isMissingNode()) {
            return content;
        }
        ObjectNode node = RunDocument.bare();
        node.set("content", content);
        node.set("from", feed(mail.group(2)));
        node.set("to", feed(mail.group(3)));
        return node.put("recipients_per_message", Integer.parseInt(mail.group(4)));
    }

    private static JsonNode content(String text) {
        ObjectNode node = RunDocument.bare();
        Matcher generated = GENERATED.matcher(text);
        if (generated.matches()) {
            node.put("source", "generated").put("form", generated.group(1));
            return sizes(generated.group(2), node.putArray("sizes")) ? node : none();
        }
        Matcher files = FILES.matcher(text);
        if (!files.matches()) {
            return none();
        }
        return node.put("source", "files")
                .put("path", files.group(1))
                .put("messages", count(files.group(2), 0))
                .put("folders", count(files.group(3), 1))
                .put("refused", count(files.group(4), 0))
                .put("fields", files.group(5) == null ? "stamped" : "verbatim");
    }

    private static long count(@Nullable String digits, long otherwise) {
        String bare = digits == null ? "" : digits.replace(",", "");
        return bare.isEmpty() ? otherwise : Long.parseLong(bare);
    }

    private static boolean sizes(String text, ArrayNode parts) {
        for (String part : text.split(",", -1)) {
            Matcher size = SIZE.matcher(part);
            if (!size.matches()) {
                return false;
            }
            long least = bytes(size.group(1), size.group(2));
            parts.addObject()
                    .put("bytes_min", least)
                    .put("bytes_max", size.group(3) == null ? least : bytes(size.group(3), size.group(4)))
                    .put("weight", size.group(5) == null ? 1.0 : number(size.group(5)));
        }
        return true;
    }

    private static long bytes(String digits, String unit) {
        return Long.parseLong(digits) << (unit.isEmpty() ? 0 : 10 * ("kmg".indexOf(unit) + 1));
    }

    private static JsonNode step(String text) {
        ObjectNode node = RunDocument.bare();
        int equals = text.indexOf('=');
        node.put("command", equals < 0 ? text : text.substring(0, equals));
        node.set("argument", equals < 0 ? node.nullNode() : feed(text.substring(equals + 1)));
        return node;
    }

    /** Texts by number: of a pattern, of a list, or one. */
    private static JsonNode feed(String text) {
        if (text.isEmpty()) {
            return none();
        }
        ObjectNode node = RunDocument.bare();
        Matcher numbered = NUMBERED.matcher(text);
        if (numbered.matches()) {
            return node.put("name", numbered.group(1))
                    .put("first", Long.parseLong(numbered.group(2)))
                    .put("last", Long.parseLong(numbered.group(3)));
        }
        Matcher listed = LISTED.matcher(text);
        return listed.matches()
                ? node.put("name", listed.group(1)).put("count", Integer.parseInt(listed.group(2)))
                : node.put("name", text).put("count", 1);
    }
}
