package dev.mailrace.experiment;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Message;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Schedule;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.PlanWords;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Work;
import dev.mailrace.words.Human;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What a run would do: its plan, its volume, its first arrivals. */
public final class DryRun {
    private static final int ARRIVALS_SHOWN = 10;
    private static final int MESSAGES_SAMPLED = 10_000;

    private final Scenario scenario;
    private final Mix mix;
    private final PlanWords words;
    private final @Nullable Volume volume;
    private final List<String> lines = new ArrayList<>();

    private DryRun(Scenario scenario, PlanWords words) {
        this.scenario = scenario;
        this.mix = scenario.mix();
        this.words = words;
        this.volume = Volume.of(scenario);
    }

    public static List<String> lines(Scenario scenario, PlanWords words) {
        DryRun dryRun = new DryRun(scenario, words);
        dryRun.lines.add(words.of(scenario));
        if (dryRun.isMixed()) {
            dryRun.writeKinds();
        }
        dryRun.lines.add(dryRun.count());
        if (scenario.work() == Work.MAIL) {
            dryRun.lines.add(dryRun.bytes());
        }
        dryRun.writeArrivals();
        return dryRun.lines;
    }

    private boolean isMixed() {
        return mix.kinds().size() > 1;
    }

    private void writeKinds() {
        int connections = scenario.connections().count();
        for (int number = 0; number < mix.kinds().size(); number++) {
            SessionKind kind = mix.kinds().get(number);
            int wanted = number;
            long first = LongStream.range(0, connections)
                    .filter(session -> mix.kindOf(session) == wanted)
                    .count();
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s: %.1f %% of sessions, %,d of the first %,d; %s, %s",
                    kind.name(),
                    share(kind) * 100,
                    first,
                    connections,
                    words.server(kind),
                    words.of(kind, scenario.work())));
        }
    }

    private double share(SessionKind kind) {
        return kind.weight()
                / mix.kinds().stream().mapToDouble(SessionKind::weight).sum();
    }

    private String count() {
        String noun = switch (scenario.work()) {
            case MAIL -> "message";
            case STEPS -> "command sequence";
            case SESSION -> "session";
            case HANDSHAKE -> "handshake";
        };
        if (volume == null) {
            long most = scenario.stop().messagesMax();
            return "volume: as many " + noun + "s as the server takes"
                    + (most > 0 ? ", " + Human.count(most) + " at most" : "");
        }
        return "volume: " + (volume.exact() ? "" : "about ") + Human.counted(volume.arrivals(), noun)
                + (volume.warmup() > 0 ? ", " + Human.count(volume.warmup()) + " of them in the warm-up" : "");
    }

    private String bytes() {
        long sampled = volume == null ? MESSAGES_SAMPLED : Math.max(1, Math.min(MESSAGES_SAMPLED, volume.arrivals()));
        double bytes = 0;
        double recipients = 0;
        for (SessionKind kind : mix.kinds()) {
            bytes += share(kind) * meanBytes(kind.mail(), sampled);
            recipients += share(kind) * kind.mail().recipients();
        }
        String each = Human.bytes(Math.round(bytes)) + " a message on average";
        return volume == null
                ? "content: " + each
                : "content: " + Human.bytes(Math.round(bytes * volume.arrivals())) + " for "
                        + Human.counted(Math.round(recipients * volume.arrivals()), "recipient") + ", " + each;
    }

    private static double meanBytes(MailPlan mail, long sampled) {
        double sum = 0;
        Message message = mail.message(0);
        for (long i = 0; i < sampled; i++) {
            message.set(i);
            sum += message.sizeBytes();
        }
        return sum / sampled;
    }

    private void writeArrivals() {
        lines.add("first arrivals" + (isMixed() ? ", assuming that sessions become free in order:" : ":"));
        Schedule schedule = scenario.pacing() instanceof Pacing.OpenLoop open
                ? new Schedule(open.profile(), open.spacing(), scenario.seed(), 0, 1)
                : null;
        long shown = ARRIVALS_SHOWN;
        if (volume != null || scenario.stop().messagesMax() > 0) {
            shown = Math.min(shown, volume == null ? scenario.stop().messagesMax() : volume.arrivals());
        }
        int nameWidth = mix.kinds().stream()
                .mapToInt(kind -> kind.name().length())
                .max()
                .orElse(0);
        for (long number = 0; number < shown; number++) {
            SessionKind kind = mix.kinds().get(mix.kindOf(number));
            String name = isMixed() ? String.format(Locale.ROOT, "%-" + nameWidth + "s  ", kind.name()) : "";
            lines.add(String.format(
                    Locale.ROOT, "  %2d  %s  %s%s", number, due(schedule, number), name, what(kind, number)));
        }
        if (shown == 0) {
            lines.add("  none");
        }
    }

    /** In a closed loop the first of each session is due when it begins, and others when the last has ended. */
    private String due(@Nullable Schedule schedule, long number) {
        if (schedule != null) {
            long nanos = schedule.peekNanos();
            schedule.advance();
            return String.format(Locale.ROOT, "at %10.3f ms", nanos == RateProfile.NEVER ? Double.NaN : nanos / 1e6);
        }
        int connections = scenario.connections().count();
        if (number >= connections) {
            return "when one ends   ";
        }
        double nanos = (double) scenario.connections().ramp().toNanos() * number / connections;
        return String.format(Locale.ROOT, "at %10.3f ms", nanos / 1e6);
    }

    private String what(SessionKind kind, long sequence) {
        return switch (scenario.work()) {
            case MAIL ->
                kind.steps().isEmpty()
                        ? message(kind.mail(), sequence)
                        : message(kind.mail(), sequence) + " after " + steps(kind, sequence);
            case STEPS -> steps(kind, sequence);
            case SESSION -> {
                Credentials credentials =
                        kind.caller(mix.numberInKind(sequence)).credentials();
                yield credentials == null ? "a session" : "a session of " + credentials.user();
            }
            case HANDSHAKE -> "a handshake with " + words.server(kind);
        };
    }

    private static String steps(SessionKind kind, long sequence) {
        ByteBuf commands = Unpooled.buffer();
        kind.steps().forEach(step -> step.write(sequence, commands));
        return String.join(
                ", ", commands.toString(StandardCharsets.UTF_8).lines().toList());
    }

    private static String message(MailPlan mail, long sequence) {
        return String.format(
                Locale.ROOT,
                "%,9d B  <%s> to <%s>%s",
                mail.message(sequence).sizeBytes(),
                mail.envelopes().senders().text(sequence),
                mail.envelopes().recipients().text(sequence * mail.recipients()),
                mail.recipients() > 1 ? " and " + (mail.recipients() - 1) + " more" : "");
    }
}
