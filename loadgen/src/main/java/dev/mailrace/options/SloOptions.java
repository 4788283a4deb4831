package dev.mailrace.options;

import dev.mailrace.analysis.Slo;
import dev.mailrace.fault.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Option;

/** The thresholds of a run. */
public final class SloOptions {
    @Option(
            names = "--slo",
            paramLabel = "THRESHOLD",
            split = ";",
            description = "Threshold; exit code 99 when it is broken; repeatable: 'p99(content) < 200ms', 'accepted >= "
                    + "500/s', 'failed < 0.1%%', 'p95(auth, service) < 50ms', 'rejected(rcpt, 4xx) <= 3', 'errors < 1%%'; with --deliveries "
                    + "'p99(end_to_end) < 60s', 'lost = 0', 'in_server < 10000'; of a --monitor 'max(queue) < 500'.")
    List<String> texts = new ArrayList<>();

    /** Refuses to end a run on a broken threshold where there is none. */
    public void checkAbort(boolean abort) {
        if (abort && texts.isEmpty()) {
            throw new Refusal("abort-on-slo", "given without a threshold", "--slo too");
        }
    }

    /** @param monitors their names */
    List<Slo> slos(Collection<String> monitors) {
        return texts.stream().map(text -> Slo.parse(text, monitors)).toList();
    }
}
