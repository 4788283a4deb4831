package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Work;
import java.util.List;
import picocli.CommandLine.Option;

/** What an arrival is, if it is not a message. */
public final class WorkOptions {
    @Option(
            names = "--no-mail",
            description = "Sends no mail, only the commands of --step. Without --step each arrival is a session of its "
                    + "own: EHLO, AUTH, QUIT.")
    public boolean noMail;

    @Option(names = "--handshakes", description = "TLS handshakes only, each on a new connection.")
    public boolean handshakes;

    Work of(List<SessionKind> kinds) {
        if (handshakes) {
            if (noMail) {
                throw Refusal.bothGiven("handshakes", "no-mail");
            }
            return Work.HANDSHAKE;
        }
        if (!noMail) {
            return Work.MAIL;
        }
        boolean steps = kinds.stream().anyMatch(kind -> !kind.steps().isEmpty());
        return steps ? Work.STEPS : Work.SESSION;
    }
}
