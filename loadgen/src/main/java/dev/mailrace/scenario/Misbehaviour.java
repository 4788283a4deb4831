package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import dev.mailrace.session.Behaviour;
import dev.mailrace.session.Phase;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many sessions misbehave, and how. Immutable.
 *
 * @param behaviour what those do
 * @param share of all sessions, 0 to 1, spread evenly
 */
public record Misbehaviour(Behaviour behaviour, double share) {
    /** All behave well. */
    public static final Misbehaviour NONE = new Misbehaviour(Behaviour.NORMAL, 0);

    public Misbehaviour {
        if (!(share >= 0 && share <= 1)) {
            throw new Refusal("share", share * 100 + "%", "0% to 100%");
        }
    }

    /** The behaviour of session number {@code index}, from 0. */
    public Behaviour at(long index) {
        return Math.floor((index + 1) * share) > Math.floor(index * share) ? behaviour : Behaviour.NORMAL;
    }

    /** As it is written to files: names and plain values. */
    Map<String, Object> describe() {
        Behaviour seen = share == 0 ? Behaviour.NORMAL : behaviour;
        Phase dropAfter = seen.dropAfter();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("share", share);
        fields.put("early_talk", seen.talksEarly());
        fields.put("drop_after", dropAfter == null ? null : dropAfter.label());
        fields.put("drip_bytes_per_second", seen.dripBytesPerSecond());
        fields.put("hold", seen.holds());
        return fields;
    }

    @Override
    public String toString() {
        return share == 0 ? "none" : behaviour.toString().strip() + " by " + share * 100 + "%";
    }
}
