package dev.mailrace.monitor;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.RunEvent;
import dev.mailrace.wire.Printable;

/** Events that are known before a run. */
public final class EventSpec {
    private static final String OPTION = "event";

    private EventSpec() {}

    /**
     * Reads {@code 30s=failover}.
     *
     * @throws Refusal where it is none
     */
    public static RunEvent of(String text, MonitorSpec.DurationReader durations) {
        int equals = text.indexOf('=');
        String words = equals < 0 ? "" : text.substring(equals + 1).strip();
        if (words.isEmpty()
                || words.length() > RunEvent.TEXT_CHARACTERS_MAX
                || !Printable.of(words).equals(words)) {
            throw new Refusal(
                    OPTION,
                    text,
                    "TIME=TEXT such as '30s=failover', with up to " + RunEvent.TEXT_CHARACTERS_MAX
                            + " printable characters");
        }
        long nanos = durations.read(OPTION, text.substring(0, equals)).toNanos();
        return RunEvent.at(nanos, words, RunEvent.FoundBy.OPTION);
    }
}
