package dev.mailrace.cli;

import dev.mailrace.metrics.Interval;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.terminal.StandardStream;

/**
 * An output of a run, under the name that is shown to users. When it cannot be written it is noted as lost, and told nothing
 * more: the run and its other outputs go on. Owned by the collector's thread.
 */
final class NamedOutput implements RunObserver {
    private final String name;
    private final RunObserver output;
    private final LostOutputs lost;
    private boolean given = true; // False once it is lost.

    NamedOutput(String name, RunObserver output, LostOutputs lost) {
        this.name = name;
        this.output = output;
        this.lost = lost;
    }

    @Override
    public void started(RunInfo info) {
        give(() -> output.started(info));
    }

    @Override
    public void interval(Interval interval) {
        give(() -> output.interval(interval));
    }

    @Override
    public void ended(RunResult result) {
        if (given && name.endsWith(LostOutputs.within(LostOutputs.STANDARD_OUTPUT))) {
            StandardStream.writeAtOnce(System.out); // The load is over: who reads it may take its time.
        }
        give(() -> output.ended(result));
    }

    private void give(LostOutputs.Writing notice) {
        if (!given) {
            return;
        }
        given = false; // Unless it takes this.
        lost.attempt(name, () -> {
            notice.write();
            given = true;
        });
    }
}
