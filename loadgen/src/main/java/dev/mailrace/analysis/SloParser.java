package dev.mailrace.analysis;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.DeliveryCounts.Count;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** Reads thresholds; strict: what is not understood is refused, with what is. */
final class SloParser {
    private static final Pattern WHOLE =
            Pattern.compile("\\s*([a-z_0-9.]+)\\s*(?:\\(([^()]*)\\))?\\s*(<=|>=|==|<|>|=)\\s*(\\S.*?)\\s*");
    private static final Pattern PERCENTILE = Pattern.compile("p([0-9]{1,2}(?:\\.[0-9]{1,6})?|100)");
    private static final Pattern LIMIT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-z/%]*)");
    private static final Pattern CODE = Pattern.compile("[2-5]([0-9]{2}|xx)");
    private static final String EXAMPLES =
            "such as 'p99(content) < 200ms', 'accepted >= 500/s', 'failed < 0.1%' or 'rejected(rcpt, 550) <= 3'";
    private static final String ERRORS = "errors";
    private static final String IN_SERVER = "in_server";
    private static final String LAST = "last";
    private static final int CHARACTERS_MAX = 200;

    private final String text;
    private final Collection<String> monitors;

    private SloParser(String text, Collection<String> monitors) {
        this.text = text.strip();
        this.monitors = monitors;
    }

    static Slo parse(String text, Collection<String> monitors) {
        return new SloParser(text, monitors).slo();
    }

    static boolean isWord(String name) {
        return Stream.of(
                                Stream.of("mean", "min", "max", LAST, ERRORS, IN_SERVER),
                                Arrays.stream(Count.values()).map(Count::label),
                                Arrays.stream(Phase.values()).map(Phase::label),
                                Arrays.stream(Timing.values())
                                        .map(timing -> timing.name().toLowerCase(Locale.ROOT)),
                                Arrays.stream(Outcome.Kind.values()).map(Outcome.Kind::label),
                                Arrays.stream(Outcome.Reason.values()).map(Outcome.Reason::label))
                        .flatMap(words -> words)
                        .anyMatch(name::equals)
                || PERCENTILE.matcher(name).matches();
    }

    private Slo slo() {
        if (text.length() > CHARACTERS_MAX) { // Long runs of blanks are read over and over.
            throw wrong("at most " + CHARACTERS_MAX + " characters");
        }
        Matcher parts = WHOLE.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw wrong("a quantity, a comparison and a limit, " + EXAMPLES);
        }
        String name = parts.group(1);
        List<String> arguments = arguments(parts.group(2));
        Quantity.Statistic statistic = statistic(name);
        Slo.Comparator comparison = comparator(parts.group(3));
        Matcher limit = LIMIT.matcher(parts.group(4));
        if (!limit.matches()) {
            throw wrong("a limit such as 200ms, 500/s, 0.1% or 3, and not " + parts.group(4));
        }
        double number = Double.parseDouble(limit.group(1));
        String unit = limit.group(2);
        String canonical = text.replaceAll("[\\s\\p{Cntrl}]+", " ").replaceAll(" ?(<=|>=|==|<|>|=) ?", " $1 ");
        Quantity.Watched watched = watched(name, arguments);
        if (watched != null) {
            return new Slo(canonical, watched, comparison, number * perNumber(unit));
        }
        if (statistic != null) {
            return new Slo(canonical, time(statistic, arguments), comparison, number * microsPer(unit));
        }
        Slo.Unit counted = counted(unit);
        Count delivery = delivery(name);
        if (delivery != null) {
            if (!arguments.isEmpty()) {
                throw wrong(name + " without brackets");
            }
            return new Slo(canonical, new Quantity.Delivered(delivery, counted), comparison, number * perUnit(unit));
        }
        return new Slo(
                canonical, new Quantity.Ended(ends(name, arguments), counted), comparison, number * perUnit(unit));
    }

    private static List<String> arguments(@Nullable String list) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    }

    /** Null for what is none of a monitor. */
    private Quantity.@Nullable Watched watched(String name, List<String> arguments) {
        boolean ofMonitor = arguments.size() == 1 && monitors.contains(arguments.get(0));
        if (!ofMonitor && !name.equals(LAST)) {
            return null;
        }
        for (Quantity.Watched.Figure figure : Quantity.Watched.Figure.values()) {
            if (ofMonitor && figure.name().toLowerCase(Locale.ROOT).equals(name)) {
                return new Quantity.Watched(figure, arguments.get(0));
            }
        }
        if (ofMonitor) {
            throw wrong("min, mean, max or last of a monitor");
        }
        throw wrong("last(MONITOR)" + known(arguments.isEmpty() ? "" : arguments.get(0)));
    }

    /** Which monitors there are, for a name that is none. */
    private String known(String name) {
        if (monitors.isEmpty()) {
            return "; there is no monitor, see --monitor";
        }
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        String nearest = monitors.stream()
                .min(Comparator.comparing(monitor -> distance.apply(name, monitor)))
                .orElse("");
        return (distance.apply(name, nearest) <= Math.max(1, name.length() / 3) ? ", perhaps '" + nearest + "'" : "")
                + "; monitors: " + String.join(", ", monitors);
    }

    private Quantity.@Nullable Statistic statistic(String name) {
        Matcher percentile = PERCENTILE.matcher(name);
        if (percentile.matches()) {
            return new Quantity.Statistic(name, Double.parseDouble(percentile.group(1)));
        }
        return switch (name) {
            case "mean" -> new Quantity.Statistic(name, Quantity.Statistic.MEAN);
            case "min" -> new Quantity.Statistic(name, 0);
            case "max" -> new Quantity.Statistic(name, 100);
            default -> null;
        };
    }

    private Quantity.Time time(Quantity.Statistic statistic, List<String> arguments) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw wrong(statistic.name() + "(PHASE), or " + statistic.name() + "(PHASE, service|response|failed)");
        }
        Phase phase = phase(arguments.get(0));
        if (phase == null) {
            throw wrong("one of these phases: " + phases()
                    + (monitors.isEmpty() ? "" : ", or a monitor" + known(arguments.get(0))));
        }
        Timing timing = arguments.size() < 2 ? null : timing(arguments.get(1));
        if (timing == Timing.UNANSWERED) {
            throw wrong("service, response or failed times; what had no answer stands among the response times");
        }
        boolean hasResponse = phase == Phase.TRANSACTION || phase == Phase.SESSION || phase == Phase.END_TO_END;
        if (timing == Timing.RESPONSE && !hasResponse) {
            throw wrong("response times of transaction, session or end_to_end; other phases have service times");
        }
        return new Quantity.Time(statistic, phase, timing);
    }

    private Timing timing(String word) {
        for (Timing timing : Timing.values()) {
            if (timing.name().equalsIgnoreCase(word)) {
                return timing;
            }
        }
        throw wrong("service, response or failed, and not " + word);
    }

    private static @Nullable Phase phase(String word) {
        return Arrays.stream(Phase.values())
                .filter(phase -> phase.label().equals(word))
                .findFirst()
                .orElse(null);
    }

    private static String phases() {
        return Arrays.stream(Phase.values()).map(Phase::label).collect(Collectors.joining(", "));
    }

    private Slo.Comparator comparator(String sign) {
        String wanted = sign.equals("==") ? "=" : sign;
        return Arrays.stream(Slo.Comparator.values())
                .filter(each -> each.toString().equals(wanted))
                .findFirst()
                .orElseThrow(() -> wrong("one of <, <=, >, >= and ="));
    }

    private double microsPer(String unit) {
        return switch (unit) {
            case "us" -> 1;
            case "ms" -> 1e3;
            case "s" -> 1e6;
            case "m" -> 60e6;
            default -> throw wrong("a time such as 800us, 200ms, 1.5s or 2m for a limit of times");
        };
    }

    private Slo.Unit counted(String unit) {
        return switch (unit) {
            case "" -> Slo.Unit.COUNT;
            case "%" -> Slo.Unit.SHARE;
            case "/s", "/m", "/h" -> Slo.Unit.PER_SECOND;
            default -> throw wrong("a rate such as 500/s, a share such as 0.1% or a count for a limit of outcomes");
        };
    }

    private double perNumber(String unit) {
        return switch (unit) {
            case "", "%" -> 1;
            case "k" -> 1e3;
            case "m" -> 1e6;
            case "g" -> 1e9;
            default -> throw wrong("a number such as 500, 10k or 2M for a limit of a monitor");
        };
    }

    private static double perUnit(String unit) {
        return switch (unit) {
            case "%" -> 0.01;
            case "/m" -> 1 / 60.0;
            case "/h" -> 1 / 3_600.0;
            default -> 1;
        };
    }

    private Quantity.Ends ends(String name, List<String> arguments) {
        Set<Outcome.Kind> kinds = kinds(name);
        Phase phase = null;
        int code = 0;
        Outcome.Reason reason = null;
        for (String argument : arguments) {
            if (phase == null && phase(argument) != null) {
                phase = phase(argument);
            } else if (code == 0 && CODE.matcher(argument).matches()) {
                code = Integer.parseInt(argument.replace("xx", ""));
            } else if (reason == null && reason(argument) != null) {
                reason = reason(argument);
            } else {
                throw wrong("in brackets a phase (" + phases() + "), a code (550 or 4xx), or a reason (" + reasons()
                        + "), and not '" + argument + "'");
            }
        }
        return new Quantity.Ends(kinds, phase, code, reason);
    }

    private static @Nullable Count delivery(String name) {
        return name.equals(IN_SERVER)
                ? Count.IN_SERVER_MAX
                : Arrays.stream(Count.values())
                        .filter(count -> count != Count.IN_SERVER_MAX && count != Count.UNCONFIRMED)
                        .filter(count -> count.label().equals(name))
                        .findFirst()
                        .orElse(null);
    }

    private Set<Outcome.Kind> kinds(String name) {
        if (name.equals(ERRORS)) {
            return Arrays.stream(Outcome.Kind.values())
                    .filter(Outcome.Kind::isError)
                    .collect(Collectors.toUnmodifiableSet());
        }
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            if (kind.label().equals(name)) {
                return EnumSet.of(kind);
            }
        }
        throw wrong("pNN, mean, min, max, "
                + Arrays.stream(Outcome.Kind.values()).map(Outcome.Kind::label).collect(Collectors.joining(", "))
                + ", " + ERRORS
                + "; of deliveries delivered, duplicate, altered, misdirected, bounced, lost, pending or "
                + IN_SERVER + ", and not '" + name + "'; " + EXAMPLES);
    }

    private static Outcome.@Nullable Reason reason(String word) {
        return Arrays.stream(Outcome.Reason.values())
                .filter(reason ->
                        reason != Outcome.Reason.NONE && reason.label().equals(word))
                .findFirst()
                .orElse(null);
    }

    private static String reasons() {
        return Arrays.stream(Outcome.Reason.values())
                .map(Outcome.Reason::label)
                .filter(label -> !label.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private Refusal wrong(String expected) {
        return new Refusal("slo", text, expected);
    }
}
