package dev.mailrace.options;

import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.experiment.Load;
import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Transport;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Misbehaviour;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Units;
import dev.mailrace.scenario.Work;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Security;
import dev.mailrace.session.Sending;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that log in and do nothing else, by one mechanism or another: what the runs of all mechanisms share. Immutable.
 *
 * @param common the plan, without logins yet
 */
public record LoginBench(Planner planner, NamedKind named, Scenario common, Logins logins) {
    private static final Sending SENDING = Sending.data(Pipelining.NONE);

    /**
     * Of the only kind of session.
     *
     * @param sink the target where none is named
     * @param wrong share of logins with a wrong password, as it was typed
     */
    public static LoginBench of(
            Planner planner,
            NamedKind kind,
            @Nullable EmbeddedSink sink,
            Load load,
            Transport transport,
            String wrong) {
        double wrongShare = planner.checked(() -> Units.share("wrong", wrong));
        Scenario common = common(planner, kind, sink, load, transport);
        Logins logins = common.mix().kinds().get(0).logins();
        return new LoginBench(
                planner,
                kind,
                common,
                planner.checked(() -> Objects.requireNonNull(logins).withWrongShare(wrongShare)));
    }

    /** The embedded sink's guests log in by any mechanism that is asked for, as named users do. */
    private static Scenario common(
            Planner planner, NamedKind kind, @Nullable EmbeddedSink sink, Load load, Transport transport) {
        AuthOptions auth = kind.options().auth;
        List<String> asked = auth.mechanisms;
        try {
            auth.mechanisms = sink != null && !auth.namesUser() ? List.of() : asked;
            return planner.scenario(List.of(kind), sink, transport, load);
        } finally {
            auth.mechanisms = asked;
        }
    }

    public SessionKind kind() {
        return common.mix().kinds().get(0);
    }

    /** The same with these addresses of its server. */
    public LoginBench to(List<SocketAddress> addresses) {
        return new LoginBench(planner, named, common.with(new Mix(List.of(kind().to(addresses)))), logins);
    }

    /** Sessions that connect, say hello and leave. */
    public SessionKind anonymous() {
        return planner.checked(() -> kind(List.of()));
    }

    private SessionKind kind(List<Mechanism> mechanisms) {
        SessionKind base = kind();
        KindOptions options = named.options();
        return new SessionKind(
                SessionKind.SOLE,
                1,
                base.target(),
                base.addresses(),
                options.connecting.settings(base.target(), options.auth.login(mechanisms, true), SENDING),
                logins,
                base.mail(),
                List.of(),
                base.clients(),
                Misbehaviour.NONE);
    }

    /**
     * A plan for each mechanism, in the order in which they run.
     *
     * @param offered by the server
     */
    public Map<Mechanism, Scenario> scenarios(Set<String> offered) {
        Map<Mechanism, Scenario> scenarios = new LinkedHashMap<>();
        for (Mechanism mechanism : mechanisms(offered)) {
            scenarios.put(mechanism, scenario(mechanism));
        }
        return scenarios;
    }

    private Scenario scenario(Mechanism mechanism) {
        return planner.checked(() -> new Scenario(
                new Mix(List.of(kind(List.of(mechanism)))),
                Work.SESSION,
                common.seed(),
                common.pacing(),
                common.stop(),
                common.connections(),
                common.retry(),
                common.drain(),
                common.backlogMax(),
                common.transport(),
                common.threads()));
    }

    /** Those asked for, or all that prove a password, as far as the server offers them. */
    private List<Mechanism> mechanisms(Set<String> offered) {
        AuthOptions auth = named.options().auth;
        String server = kind().target().toString();
        boolean chosen = !auth.mechanisms.isEmpty() && !auth.mechanisms.equals(List.of("auto"));
        List<Mechanism> mechanisms = new ArrayList<>();
        for (Mechanism mechanism : chosen ? planner.checked(auth::mechanisms) : Mechanism.ofPasswords()) {
            if (offered.contains(mechanism.registeredName())
                    && !(mechanism.bindsChannel() && kind().target().security() == Security.Mode.NEVER)) {
                mechanisms.add(mechanism);
            } else if (chosen) {
                throw new CommandFailure(new Refusal(
                        "auth",
                        server + " does not offer " + mechanism.registeredName(),
                        offered.isEmpty() ? "a server with AUTH" : "of " + String.join(", ", offered)));
            }
        }
        if (mechanisms.isEmpty()) {
            throw new CommandFailure(
                    new Refusal("auth", server + " offers no mechanism for a password", "AUTH in EHLO"));
        }
        return mechanisms;
    }
}
