package dev.mailrace.monitor;

import dev.mailrace.fault.SystemWords;
import dev.mailrace.wire.Printable;
import java.io.IOException;

/** Why a source gave no number this time. */
final class MonitorFailure extends IOException {
    private static final long serialVersionUID = 1;
    private static final int CHARACTERS_MAX = 200;

    private final String reason;

    /** @param reason in a few words; what comes of others in it may be anything */
    MonitorFailure(String reason) {
        super(reason);
        this.reason = Printable.of(reason, CHARACTERS_MAX);
    }

    /** Of whatever kept a source from its number. */
    static String reason(Exception fault) {
        return fault instanceof MonitorFailure failure ? failure.reason : SystemWords.named(fault);
    }
}
