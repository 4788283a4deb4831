package dev.mailrace.cli;

import dev.mailrace.pacing.Pacing;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Scenario;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** A run's plan in one line, for people. */
final class PlanWords {
    private PlanWords() {}

    static String of(Scenario scenario, boolean embedded) {
        StringBuilder words = new StringBuilder();
        words.append(embedded ? "embedded sink" : scenario.target().toString());
        words.append(String.format(
                Locale.ROOT, ", %,d sessions", scenario.connections().count()));
        if (scenario.pacing() instanceof Pacing.OpenLoop open) {
            words.append(", open loop at ").append(open.profile());
            words.append(' ').append(open.spacing().name().toLowerCase(Locale.ROOT));
        } else if (scenario.pacing() instanceof Pacing.ClosedLoop closed) {
            words.append(", closed loop");
            if (!closed.think().isZero()) {
                words.append(" with ").append(seconds(closed.think())).append(" of think time");
            }
        }
        Logins logins = scenario.logins();
        if (logins != null) {
            words.append(", AUTH ")
                    .append(scenario.session().login().mechanisms().stream()
                            .map(Mechanism::registeredName)
                            .collect(Collectors.joining("/")));
        }
        words.append(", pipelining ")
                .append(scenario.session().sending().pipelining().name().toLowerCase(Locale.ROOT));
        int window = scenario.session().sending().window();
        if (window > 0) {
            words.append(", BDAT with a window of ").append(window);
        }
        words.append(", ").append(scenario.mail().corpus());
        if (scenario.mail().recipients() > 1) {
            words.append(" to ").append(scenario.mail().recipients()).append(" recipients each");
        }
        if (scenario.connections().messagesEach() > 0) {
            words.append(", ").append(scenario.connections().messagesEach()).append(" a connection");
        }
        if (scenario.connections().perSecondMax() > 0) {
            words.append(", at most ")
                    .append(Math.round(scenario.connections().perSecondMax() * 100) / 100.0)
                    .append(" connects/s");
        }
        int sources = scenario.connections().sources().addresses().size();
        if (sources > 0) {
            words.append(", from ").append(sources).append(sources == 1 ? " address" : " addresses");
        }
        if (!scenario.stop().warmup().isZero()) {
            words.append(", ").append(seconds(scenario.stop().warmup())).append(" warm-up");
        }
        Duration measured = scenario.stop().measured();
        if (measured != null) {
            words.append(", ").append(seconds(measured)).append(" measured");
        }
        if (scenario.stop().messagesMax() > 0) {
            words.append(
                    String.format(Locale.ROOT, ", %,d messages", scenario.stop().messagesMax()));
        }
        return words.toString();
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        return seconds == Math.rint(seconds)
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.3f s", seconds);
    }
}
