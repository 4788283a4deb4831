package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.Misbehaviour;
import dev.mailrace.scenario.Step;
import dev.mailrace.scenario.Units;
import dev.mailrace.session.Behaviour;
import dev.mailrace.session.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What sessions say before mail, and how some of them misbehave. */
public final class MisbehaviourOptions {
    private static final long DRIP_MAX = 1_000_000_000;

    @Option(
            names = "--step",
            paramLabel = "COMMAND",
            split = ",",
            description = "Command before each message, timed as a phase of its own: noop, rset, help, vrfy=user%%05d, "
                    + "expn=list, etrn=example.test; repeatable. With --no-mail only these commands are sent.")
    List<String> steps = new ArrayList<>();

    @Option(names = "--early-talk", description = "Sends EHLO before the banner.")
    boolean earlyTalk;

    @Option(
            names = "--drop-after",
            paramLabel = "PHASE",
            completionCandidates = Words.Dropping.class,
            description =
                    "Resets the connection after this phase succeeded: connect, tls, banner, ehlo, auth, mail, rcpt, "
                            + "data or content.")
    @Nullable
    String dropAfter;

    @Option(
            names = "--drip",
            paramLabel = "BYTES",
            description = "Throttles content to this many bytes a second: 100 or 2k.")
    @Nullable
    String drip;

    @Option(names = "--hold", description = "EHLO and AUTH, then idle.")
    boolean hold;

    @Option(
            names = "--share",
            paramLabel = "PERCENT",
            description = "Share of sessions that misbehave as the four options above say: 5%% (default: all).")
    @Nullable
    String share;

    List<Step> steps(long first, long last) {
        return steps.stream()
                .map(text -> Refusal.inSetting("step", () -> Step.parse(text, first, last)))
                .toList();
    }

    Misbehaviour misbehaviour() {
        Behaviour behaviour = new Behaviour(
                earlyTalk,
                dropAfter == null ? null : phase(dropAfter),
                drip == null ? 0 : Units.count("drip", drip, 1, DRIP_MAX),
                hold);
        if (behaviour.isNormal()) {
            if (share != null) {
                throw new Refusal("share", "given alone", "with --early-talk, --drop-after, --drip or --hold");
            }
            return Misbehaviour.NONE;
        }
        return new Misbehaviour(behaviour, share == null ? 1 : Units.share("share", share));
    }

    private static Phase phase(String text) {
        try {
            return Phase.of(text);
        } catch (Refusal e) {
            throw new Refusal("drop-after", text, "connect, tls, banner, ehlo, auth, mail, rcpt, data or content", e);
        }
    }
}
