package dev.mailrace.scenario;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.session.Sending;
import dev.mailrace.session.SessionSettings;
import dev.mailrace.words.Human;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run's plan in one line, for people. */
public final class PlanWords {
    private static final int SERVERS_NAMED_MAX = 2;

    private final @Nullable Target sink; // null: none is embedded

    public PlanWords(@Nullable Target sink) {
        this.sink = sink;
    }

    /** Where sessions of this class go. */
    public String server(SessionKind kind) {
        Target target = kind.target();
        return sink != null && target.port() == sink.port() && target.host().equals(sink.host())
                ? "embedded sink"
                : target.toString();
    }

    private String servers(Scenario scenario) {
        List<String> servers =
                scenario.mix().kinds().stream().map(this::server).distinct().toList();
        return servers.size() > SERVERS_NAMED_MAX ? servers.size() + " servers" : String.join(" and ", servers);
    }

    public String of(Scenario scenario) {
        StringBuilder words = new StringBuilder();
        words.append(servers(scenario));
        words.append(", ").append(Human.counted(scenario.connections().count(), "session"));
        if (scenario.pacing() instanceof Pacing.OpenLoop open) {
            words.append(", open loop at ").append(open.profile());
            words.append(' ').append(open.spacing().name().toLowerCase(Locale.ROOT));
        } else if (scenario.pacing() instanceof Pacing.ClosedLoop closed) {
            words.append(", closed loop");
            if (!closed.think().isZero()) {
                words.append(" with ").append(seconds(closed.think())).append(" of think time");
            }
        }
        int kinds = scenario.mix().kinds().size();
        words.append(", ")
                .append(
                        kinds > 1
                                ? kinds + " session classes"
                                : of(scenario.mix().kinds().get(0), scenario.work()));
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
        if (scenario.retry().times() > 0) {
            words.append(", ")
                    .append(String.join(",", scenario.retry().codes()))
                    .append(" retried");
        }
        if (!scenario.stop().warmup().isZero()) {
            words.append(", ").append(seconds(scenario.stop().warmup())).append(" warm-up");
        }
        Duration measured = scenario.stop().measured();
        if (measured != null) {
            words.append(", ").append(seconds(measured)).append(" measured");
        }
        if (scenario.stop().messagesMax() > 0) {
            words.append(", ").append(Human.counted(scenario.stop().messagesMax(), "message"));
        }
        return words.toString();
    }

    /** What is particular to a session class. */
    public String of(SessionKind kind, Work work) {
        StringBuilder words = new StringBuilder(
                switch (work) {
                    case MAIL -> "";
                    case STEPS -> "commands only, ";
                    case SESSION -> "sessions without mail, ";
                    case HANDSHAKE -> "handshakes only, ";
                });
        SessionSettings session = kind.session();
        Logins logins = kind.logins();
        if (logins != null) {
            words.append("AUTH ")
                    .append(session.login().mechanisms().stream()
                            .map(Mechanism::registeredName)
                            .collect(Collectors.joining("/")))
                    .append(", ");
        }
        if (work == Work.MAIL) {
            appendMail(words, session.sending(), kind.mail());
        }
        if (session.security().tls() != null) {
            words.append("TLS by ").append(session.security().tls()).append(", ");
        }
        if (!kind.steps().isEmpty()) {
            words.append(kind.steps().stream().map(Step::toString).collect(Collectors.joining(" ")))
                    .append(work == Work.MAIL ? " first, " : ", ");
        }
        if (!kind.clients().addresses().isEmpty()) {
            words.append("for ")
                    .append(kind.clients())
                    .append(" by ")
                    .append(session.hello().forwarding())
                    .append(", ");
        }
        if (kind.misbehaviour().share() > 0) {
            words.append(kind.misbehaviour()).append(", ");
        }
        return words.isEmpty() ? "" : words.substring(0, words.length() - 2);
    }

    private static void appendMail(StringBuilder words, Sending sending, MailPlan mail) {
        words.append("pipelining ").append(sending.pipelining().name().toLowerCase(Locale.ROOT));
        if (sending.window() > 0) {
            words.append(", BDAT with a window of ").append(sending.window());
        }
        if (sending.chunkBytes() > 0) {
            words.append(", chunks of ").append(Human.bytes(sending.chunkBytes()));
        }
        if (!sending.extensions().isNone()) {
            words.append(", ").append(sending.extensions());
        }
        words.append(", ").append(mail.corpus().words());
        if (mail.recipients() > 1) {
            words.append(" to ").append(mail.recipients()).append(" recipients each");
        }
        words.append(", ");
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        return seconds == Math.rint(seconds)
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.3f s", seconds);
    }
}
