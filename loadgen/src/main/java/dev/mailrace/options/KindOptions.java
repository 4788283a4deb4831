package dev.mailrace.options;

import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.SessionSettings;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** All that may differ from one kind of session to another in a run. */
public final class KindOptions {
    private static final String USUAL_SIZE = "4k";

    @Mixin
    MailOptions mail = new MailOptions();

    @Mixin
    SendingOptions sending = new SendingOptions();

    @Mixin
    public AuthOptions auth = new AuthOptions();

    @Mixin
    public ConnectingOptions connecting = new ConnectingOptions();

    @Mixin
    MisbehaviourOptions misbehaviour = new MisbehaviourOptions();

    /** Null when no AUTH is asked for. */
    @Nullable
    Logins logins(long seed) {
        return auth.logins(mail.users.first(), mail.users.last(), seed);
    }

    /**
     * The kind of session that the options ask for.
     *
     * @param logins the logins where none are asked for; null: none
     */
    public SessionKind kind(
            String name,
            double weight,
            Target target,
            List<SocketAddress> addresses,
            RunPlan plan,
            @Nullable Logins logins) {
        boolean guests = logins != null && !auth.wanted() && auth.mechanisms.isEmpty();
        List<Mechanism> mechanisms = guests ? List.of(Mechanism.PLAIN) : auth.mechanisms();
        SessionSettings settings =
                connecting.settings(target, auth.login(mechanisms, false), sending.sending(Pipelining.TRANSACTION));
        return new SessionKind(
                name,
                weight,
                target,
                addresses,
                settings,
                guests ? logins : logins(plan.seed()),
                mail.plan(plan.runId(), plan.seed(), USUAL_SIZE, sending.isBinary(), sending.smtpUtf8),
                misbehaviour.steps(mail.users.first(), mail.users.last()),
                connecting.forwarding.clients(),
                misbehaviour.misbehaviour());
    }

    /** What all kinds of a run share. */
    public record RunPlan(String runId, long seed) {}
}
