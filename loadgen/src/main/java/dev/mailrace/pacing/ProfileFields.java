package dev.mailrace.pacing;

import static dev.mailrace.pacing.LinearRate.NANOS_PER_SECOND;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link RateProfile} as it is written to files: names and plain values. */
final class ProfileFields {
    private static final String PROFILE = "profile";

    private ProfileFields() {}

    static Map<String, Object> of(RateProfile profile) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (profile instanceof RateProfile.Constant constant) {
            fields.put(PROFILE, "constant");
            fields.put("per_second", constant.ratePerSecond());
        } else if (profile instanceof RateProfile.Ramp ramp) {
            fields.put(PROFILE, "ramp");
            fields.putAll(linear(ramp.fromPerSecond(), ramp.toPerSecond(), ramp.durationNanos()));
        } else if (profile instanceof RateProfile.Staircase stairs) {
            fields.put(PROFILE, "staircase");
            fields.put("from_per_second", stairs.firstPerSecond());
            fields.put("step_per_second", stairs.stepPerSecond());
            fields.put("step_seconds", stairs.stepNanos() / NANOS_PER_SECOND);
            fields.put("steps", stairs.steps());
        } else if (profile instanceof RateProfile.Stages stages) {
            fields.put(PROFILE, "stages");
            List<Map<String, Object>> each = new ArrayList<>();
            stages.stages()
                    .forEach(stage ->
                            each.add(linear(stage.fromPerSecond(), stage.toPerSecond(), stage.durationNanos())));
            fields.put("stages", each);
        }
        return fields;
    }

    private static Map<String, Object> linear(double from, double to, long nanos) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from_per_second", from);
        fields.put("to_per_second", to);
        fields.put("seconds", nanos / NANOS_PER_SECOND);
        return fields;
    }
}
