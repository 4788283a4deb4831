package dev.mailrace.options;

import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.Work;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is typed for one run of a command that makes several, where that chooses load and length itself: those who make the
 * run elsewhere must come to the same plan, to the nanosecond.
 */
public final class RunSettings {
    private static final List<String> NONE = List.of();
    private static final List<String> YES = List.of("true");

    private RunSettings() {}

    /** By the keys of scenario files; an empty list takes away what was asked for all runs. */
    public static Map<String, List<String>> of(Scenario scenario) {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        settings.put(
                "connections", List.of(String.valueOf(scenario.connections().count())));
        settings.put("drain", List.of(time(scenario.drain())));
        settings.put("seed", List.of(String.valueOf(scenario.seed())));
        settings.put("handshakes", scenario.work() == Work.HANDSHAKE ? YES : NONE);
        settings.put("no-mail", scenario.work() == Work.STEPS || scenario.work() == Work.SESSION ? YES : NONE);
        putStop(scenario.stop(), settings);
        if (scenario.pacing() instanceof Pacing.OpenLoop open) {
            settings.put("think", NONE);
            settings.put("poisson", open.spacing() == Spacing.POISSON ? YES : NONE);
            putRate(open.profile(), settings);
        } else if (scenario.pacing() instanceof Pacing.ClosedLoop closed) {
            settings.put("rate", NONE);
            settings.put("stages", NONE);
            settings.put("poisson", NONE);
            settings.put("think", List.of(time(closed.think())));
            settings.put("ramp", List.of(time(scenario.connections().ramp())));
        }
        return settings;
    }

    private static void putStop(StopRule stop, Map<String, List<String>> settings) {
        Duration measured = stop.measured();
        settings.put("warmup", List.of(time(stop.warmup())));
        settings.put("duration", measured == null ? NONE : List.of(time(measured)));
        settings.put("messages", stop.messagesMax() == 0 ? NONE : List.of(String.valueOf(stop.messagesMax())));
    }

    /** Stages are the same in all runs. */
    private static void putRate(RateProfile profile, Map<String, List<String>> settings) {
        if (profile instanceof RateProfile.Constant constant) {
            settings.put("rate", List.of(rate(constant.ratePerSecond())));
            settings.put("stages", NONE);
            settings.put("ramp", NONE);
        } else if (profile instanceof RateProfile.Ramp ramp) {
            settings.put("rate", List.of(rate(ramp.toPerSecond())));
            settings.put("stages", NONE);
            settings.put("ramp", List.of(time(Duration.ofNanos(ramp.durationNanos()))));
        }
    }

    /** Exactly: a double has one shortest text that comes back as the same. */
    private static String rate(double perSecond) {
        return new BigDecimal(Double.toString(perSecond)).toPlainString() + "/s";
    }

    private static String time(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), 3).stripTrailingZeros().toPlainString() + "us";
    }
}
