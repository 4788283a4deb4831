package dev.mailrace.runfile;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.metrics.Timing;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import java.util.List;

/** A made-up run, as {@link SampleRun}'s are. */
public final class StalledRun {
    private StalledRun() {}

    /** A server that stands still from 3.0 to 4.0 s, while fifty messages fall due; all are accepted. */
    public static RunResult play(RunObserver... observers) {
        RunInfo info = SampleRun.info(0, 8, 0).withSlos(List.of("p99(transaction) < 500ms", "errors < 1%"));
        SampleRun run = new SampleRun(info, observers);
        run.connect(10);
        for (int second = 0; second < 8; second++) {
            if (second == 3) {
                for (int i = 0; i < 50; i++) {
                    run.recorder.arrived(Stage.MEASURE);
                }
                run.recorder.unansweredFrom(ages -> ages.recordValueWithCount(1_000_000_000L, 50));
            } else {
                run.recorder.unansweredFrom(ages -> {});
                run.deliver(Stage.MEASURE, 50);
            }
            for (int i = 0; second == 4 && i < 50; i++) {
                run.recorder.time(Stage.MEASURE, Timing.RESPONSE, Phase.TRANSACTION, 1_010_000_000L - i * 20_000_000L);
                run.recorder.time(Stage.MEASURE, Timing.SERVICE, Phase.TRANSACTION, 1_000_000L);
                run.recorder.delivered(Stage.MEASURE, 10_240, 2);
                run.recorder.ended(Stage.MEASURE, Outcome.ACCEPTED);
                run.recorder.acceptedInStage(Stage.MEASURE);
            }
            run.second(Stage.MEASURE);
        }
        return run.ended(RunResult.Ending.COMPLETED, 8, SampleVerdict.VALID);
    }
}
