package dev.mailrace.cli;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.report.Human;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run would do, for people: its plan, its volume, its first arrivals. */
final class DryRun {
    private static final int ARRIVALS_SHOWN = 10;
    private static final int MESSAGES_SAMPLED = 1_000;

    private DryRun() {}

    static List<String> lines(Scenario scenario, String plan) {
        List<String> lines = new ArrayList<>();
        lines.add(plan);
        double total =
                scenario.mix().kinds().stream().mapToDouble(SessionKind::weight).sum();
        if (scenario.mix().kinds().size() > 1) {
            for (SessionKind kind : scenario.mix().kinds()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %5.1f %% of sessions: %s, %s",
                        kind.weight() / total * 100,
                        kind.name(),
                        PlanWords.of(kind, scenario.work())));
            }
        }
        lines.add(volume(scenario, total));
        lines.addAll(arrivals(scenario));
        return lines;
    }

    private static String volume(Scenario scenario, double total) {
        double bytes = 0;
        double recipients = 0;
        for (SessionKind kind : scenario.mix().kinds()) {
            bytes += kind.weight() / total * meanBytes(kind.mail());
            recipients += kind.weight() / total * kind.mail().recipients();
        }
        long count = due(scenario);
        if (scenario.work() != Work.MAIL) {
            return count < 0 ? "volume: as many as the server takes" : "volume: " + Human.count(count) + " arrivals";
        }
        String each = Human.bytes(Math.round(bytes)) + " each on average";
        return count < 0
                ? "volume: as many messages as the server takes, " + each
                : "volume: " + Human.count(count) + " messages, " + Human.bytes(Math.round(bytes * count)) + ", "
                        + Human.count(Math.round(recipients * count)) + " recipients; " + each;
    }

    private static double meanBytes(MailPlan mail) {
        double sum = 0;
        Message message = mail.message(0);
        for (int i = 0; i < MESSAGES_SAMPLED; i++) {
            message.set(i);
            sum += message.sizeBytes();
        }
        return sum / MESSAGES_SAMPLED;
    }

    /** Arrivals that will be due, warm-up and all; -1 where the server's speed decides. */
    private static long due(Scenario scenario) {
        long most = scenario.stop().messagesMax() == 0
                ? Long.MAX_VALUE
                : scenario.stop().messagesMax();
        if (scenario.pacing() instanceof Pacing.OpenLoop open && scenario.stop().endNanos() != Long.MAX_VALUE) {
            return Math.min(most, (long) open.profile().countAt(scenario.stop().endNanos()));
        }
        return most == Long.MAX_VALUE ? -1 : most;
    }

    private static List<String> arrivals(Scenario scenario) {
        List<String> lines = new ArrayList<>();
        if (scenario.pacing() instanceof Pacing.ClosedLoop) {
            lines.add("arrivals: each session's next when its last has ended");
        }
        lines.add("first arrivals" + (scenario.mix().kinds().size() > 1 ? " (of the first kind)" : "") + ":");
        SessionKind kind = scenario.mix().kinds().get(0);
        Schedule schedule = scenario.pacing() instanceof Pacing.OpenLoop open
                ? new Schedule(open.profile(), open.spacing(), scenario.seed(), 0, 1)
                : null;
        long most = scenario.stop().messagesMax() == 0
                ? ARRIVALS_SHOWN
                : scenario.stop().messagesMax();
        for (int i = 0; i < Math.min(ARRIVALS_SHOWN, most); i++) {
            String due = "";
            if (schedule != null) {
                if (schedule.peekNanos() == RateProfile.NEVER) {
                    break;
                }
                due = String.format(Locale.ROOT, "%10.3f ms  ", schedule.peekNanos() / 1e6);
                schedule.advance();
            }
            lines.add(String.format(Locale.ROOT, "  %4d  %s%s", i, due, what(scenario, kind, i)));
        }
        return lines;
    }

    private static String what(Scenario scenario, SessionKind kind, long sequence) {
        if (scenario.work() != Work.MAIL) {
            return scenario.work() + " " + kind.steps();
        }
        MailPlan mail = kind.mail();
        String sender = mail.envelopes().senders().text(sequence);
        return String.format(
                Locale.ROOT,
                "%,9d B  <%s> to <%s>%s",
                mail.message(sequence).sizeBytes(),
                sender,
                mail.envelopes().recipients().text(sequence * mail.recipients()),
                mail.recipients() > 1 ? " and " + (mail.recipients() - 1) + " more" : "");
    }
}
