package dev.mailrace.experiment;

import dev.mailrace.delivery.Deliveries;
import dev.mailrace.delivery.DeliveryCheck;
import dev.mailrace.delivery.DeliveryPlan;
import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.Stamp;
import dev.mailrace.metrics.DeliveryWatch;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Work;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows the deliveries of runs.
 *
 * @param places where messages arrive; borrowed
 * @param where the same, as they were given
 * @param waiting how long to wait for deliveries when a load is over
 * @param check what of a message is looked at when it arrives
 */
public record DeliveryRuns(Deliveries places, List<String> where, Duration waiting, DeliveryCheck check)
        implements SentFollower {
    @Override
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("where", where);
        fields.put("wait_seconds", waiting.toMillis() / 1e3);
        fields.put("check", check.toString());
        return Map.of(RunResult.DELIVERIES, fields);
    }

    @Override
    public DeliveryWatch watch(Scenario scenario) {
        Mix mix = scenario.mix();
        return places.follow(
                new DeliveryPlan(mix.kinds().stream().map(SessionKind::mail).toList(), mix::takerOf, check), waiting);
    }

    /**
     * Refuses what could not be recognised on arrival.
     *
     * @throws Refusal that says why
     */
    public static void check(Scenario scenario) {
        if (scenario.work() != Work.MAIL) {
            throw new Refusal("deliveries", "no mail is sent", "a run that sends mail");
        }
        for (SessionKind kind : scenario.mix().kinds()) {
            MailPlan mail = kind.mail();
            if (mail.corpus().stamped() == Stamp.Fields.NONE) {
                throw new Refusal(
                        "deliveries",
                        "messages without a mark cannot be recognised",
                        "--eml-mark beside --eml-verbatim");
            }
            long different = mail.envelopes().recipients().size();
            if (mail.recipients() > different) {
                throw new Refusal(
                        "deliveries",
                        mail.recipients() + " recipients a message, and only " + different
                                + (different == 1 ? " differs" : " differ") + ": a server delivers one copy to each",
                        "as many users as a message has recipients, by --users");
            }
        }
    }
}
