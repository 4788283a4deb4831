package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.Units;
import dev.mailrace.sink.Delay;
import dev.mailrace.sink.Fault;
import dev.mailrace.sink.FaultKind;
import dev.mailrace.sink.SinkPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** A fault of the sink as users type it: {@code KIND[:PHASE[,PHASE...]][=WHAT][@FROM..TO]}. */
public final class FaultParser {
    /** Nothing that means something is longer. */
    private static final int CHARACTERS_MAX = 1_000;

    private static final String EXPONENTIAL = "exp:";
    private static final String CONNECT = "connect"; // As smtp-sink, and people, call the banner's place.

    private FaultParser() {}

    /** As in {@code 4xx:rcpt=1%}, {@code slow=50ms..2s} or {@code close:data=5%@10s..20s}. */
    public static Fault parse(String text) {
        return Refusal.inSetting("fault", () -> {
            if (text.length() > CHARACTERS_MAX) {
                throw new Refusal("fault", text.length() + " characters", "at most " + CHARACTERS_MAX);
            }
            return parts(text.strip());
        });
    }

    private static Fault parts(String text) {
        int at = text.lastIndexOf('@');
        String body = at < 0 ? text : text.substring(0, at);
        int equals = body.indexOf('=');
        String head = equals < 0 ? body : body.substring(0, equals);
        @Nullable String what = equals < 0 ? null : body.substring(equals + 1).strip();
        int colon = head.indexOf(':');
        Fault fault = fault(name(colon < 0 ? head : head.substring(0, colon)), what);
        if (colon >= 0) {
            fault = at(fault, head.substring(colon + 1));
        }
        if (at >= 0 && fault.kind() == FaultKind.STALL) {
            throw new Refusal("window", text.substring(at + 1), "one: after stall=");
        }
        return at < 0 ? fault : fault.within(window("window", text.substring(at + 1)));
    }

    private static String name(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static Fault fault(String name, @Nullable String what) {
        if (name.equals("4xx") || name.equals("5xx")) {
            return Fault.refusal(name.charAt(0) == '4' ? Fault.FOR_NOW : Fault.FOR_GOOD, chance(what));
        }
        if (name.matches("[0-9]{3}")) {
            return Fault.refusal(Integer.parseInt(name), chance(what));
        }
        FaultKind kind =
                kinds().filter(each -> each.label().equals(name)).findFirst().orElseThrow(() -> unknown(name));
        return switch (kind.says()) {
            case CHANCE -> Fault.of(kind, chance(what));
            case DELAY -> Fault.slow(delay(said(kind, what, "50ms or 50ms..2s")));
            case WINDOW -> Fault.stall(window("window", said(kind, what, "10s..12s")));
            case TIME -> Fault.greylist(Units.positiveDuration("time", said(kind, what, "30s")));
        };
    }

    private static Stream<FaultKind> kinds() {
        return Arrays.stream(FaultKind.values()).filter(kind -> kind != FaultKind.REFUSE);
    }

    private static Refusal unknown(String name) {
        List<String> known = Stream.concat(Stream.of("4xx", "5xx", "421"), kinds().map(FaultKind::label))
                .toList();
        String all = String.join(", ", known) + ", or a code";
        List<String> near = nearest(name, known);
        return new Refusal("kind", "'" + name + "'", near.isEmpty() ? all : "perhaps " + String.join(" or ", near));
    }

    private static List<String> nearest(String name, List<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .filter(each -> name.length() > 2 && distance.apply(name, each) <= Math.max(1, each.length() / 3))
                .limit(2)
                .toList();
    }

    private static String said(FaultKind kind, @Nullable String what, String example) {
        if (what == null) {
            throw new Refusal("kind", kind.label(), kind.label() + "=" + example);
        }
        return what;
    }

    private static double chance(@Nullable String what) {
        return what == null ? 1 : Units.share("chance", what);
    }

    private static Fault at(Fault fault, String text) {
        Set<SinkPhase> phases = EnumSet.noneOf(SinkPhase.class);
        for (String word : text.split(",", -1)) {
            phases.add(phase(fault, name(word)));
        }
        return fault.at(phases);
    }

    private static SinkPhase phase(Fault fault, String word) {
        for (SinkPhase phase : SinkPhase.values()) {
            if (phase.label().equals(word.equals(CONNECT) ? SinkPhase.BANNER.label() : word)
                    && fault.kind().phases().contains(phase)) {
                return phase;
            }
        }
        String known = fault.kind().phases().stream().map(SinkPhase::label).collect(Collectors.joining(", "));
        throw new Refusal("phase", "'" + word + "'", "for " + fault.name() + " one of " + known);
    }

    private static Fault.Window window(String name, String text) {
        int dots = text.indexOf("..");
        if (dots < 0) {
            throw new Refusal(name, text, "two times since the start, such as 10s..20s");
        }
        String end = text.substring(dots + 2).strip();
        Duration from = Units.duration(name, text.substring(0, dots));
        return new Fault.Window(from, end.isEmpty() ? Fault.Window.ALWAYS.to() : Units.duration(name, end));
    }

    /** {@code 50ms}, {@code 50ms..2s}, {@code exp:50ms}, or some of these with weights: {@code 50ms:99,2s:1}. */
    static Delay delay(String text) {
        String[] items = text.split(",", -1);
        List<Delay.Part> parts = new ArrayList<>();
        for (String item : items) {
            parts.add(part(item.strip(), items.length > 1));
        }
        return new Delay(parts);
    }

    private static Delay.Part part(String item, boolean weighted) {
        boolean exponential = item.startsWith(EXPONENTIAL);
        String rest = exponential ? item.substring(EXPONENTIAL.length()) : item;
        int colon = rest.indexOf(':');
        if (weighted != colon >= 0) {
            throw new Refusal(
                    "delay",
                    item,
                    weighted ? "a weight behind each, such as 50ms:99,2s:1" : "no weight: there is no other");
        }
        double weight = colon < 0 ? 1 : weight(rest.substring(colon + 1));
        String times = colon < 0 ? rest : rest.substring(0, colon);
        int dots = times.indexOf("..");
        if (exponential && dots >= 0) {
            throw new Refusal("delay", item, "one time, the mean, behind exp:");
        }
        Duration from = Units.duration("delay", dots < 0 ? times : times.substring(0, dots));
        Duration to = dots < 0 ? from : Units.duration("delay", times.substring(dots + 2));
        return new Delay.Part(from, to, exponential, weight);
    }

    private static double weight(String text) {
        if (!text.strip().matches("[0-9]{1,10}(\\.[0-9]{1,10})?")) {
            throw new Refusal("weight", text, "a number such as 99");
        }
        return Double.parseDouble(text.strip());
    }
}
