package dev.mailrace.cli;

import dev.mailrace.cluster.Order;
import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.scenario.Scenario;
import java.net.SocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command as an agent has it, which makes a part of one of its runs. */
interface SharedCommand {
    /**
     * The run, once one session of each class was had, where that is asked for.
     *
     * @param sink the target where none is named
     * @param unreached addresses that an earlier check has not reached; those of a new one come to it
     */
    Scenario part(Order order, @Nullable EmbeddedSink sink, Set<SocketAddress> unreached) throws InterruptedException;
}
