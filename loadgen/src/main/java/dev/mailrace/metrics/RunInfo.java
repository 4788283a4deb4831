package dev.mailrace.metrics;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a run before it starts. More than seven parts: they are the head of {@code run.json}, a field each.
 *
 * @param runId stands in every message
 * @param command what was typed, without secrets
 * @param version of Mailrace
 * @param seed from which sizes, addresses and schedule follow
 * @param start by the wall clock
 * @param plan the run in one line, for people
 * @param connections how many were asked for
 * @param ratePerSecond arrivals a second asked for at most; 0 in a closed loop
 * @param warmupNanos length of the warm-up
 * @param endNanos when the measured stage ends, from the start; {@link Long#MAX_VALUE} when a count ends it
 * @param messagesMax arrivals after which the run ends; 0: no limit
 * @param scenario what was asked for, as it is written to files
 * @param environment the machine and its software, as it is written to files
 * @param kinds the kinds of session, in the order of {@link Tally#kinds}; none where all are of one kind
 * @param slos thresholds that the run is held against, as they were given
 * @param monitors what is watched beside the load, a value a second each
 * @param about what its user calls it
 */
public record RunInfo(
        String runId,
        String command,
        String version,
        long seed,
        Instant start,
        String plan,
        int connections,
        double ratePerSecond,
        long warmupNanos,
        long endNanos,
        long messagesMax,
        Map<String, Object> scenario,
        Map<String, Object> environment,
        List<Kind> kinds,
        List<String> slos,
        List<Monitor> monitors,
        About about) {
    /**
     * What the user says of a run: a build, a ticket. Nothing follows from it.
     *
     * @param title in a line; empty: none
     * @param notes by their names, in the order in which they were given
     */
    public record About(String title, Map<String, String> notes) {
        public static final About NOTHING = new About("", Map.of());

        public About {
            notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
        }
    }

    /**
     * A kind of session.
     *
     * @param name for people
     * @param weight as it was asked for
     * @param share of all sessions, 0 to 1
     */
    public record Kind(String name, double weight, double share) {}

    /**
     * Something that is watched beside the load.
     *
     * @param name in thresholds and files
     * @param source as it was given
     * @param unit of its values, in one word; empty: not known
     */
    public record Monitor(String name, String source, String unit) {
        public static final String PERCENT = "percent";
        public static final String BYTES = "bytes";
        public static final String COUNT = "count";
    }

    public RunInfo {
        kinds = List.copyOf(kinds);
        slos = List.copyOf(slos);
        monitors = List.copyOf(monitors);
    }

    /** The same run, whose load began then. */
    public RunInfo startingAt(Instant began) {
        Changed changed = new Changed(this);
        changed.start = began;
        return changed.info();
    }

    /** The same run, of which its user says this. */
    public RunInfo withAbout(About said) {
        Changed changed = new Changed(this);
        changed.about = said;
        return changed.info();
    }

    /** The part of the run that these sessions are. */
    public RunInfo withConnections(int some) {
        Changed changed = new Changed(this);
        changed.connections = some;
        return changed.info();
    }

    /** The same run, held against these thresholds. */
    public RunInfo withSlos(List<String> thresholds) {
        Changed changed = new Changed(this);
        changed.slos = thresholds;
        return changed.info();
    }

    /** The same run, with more that is asked for. */
    public RunInfo withPlanned(Map<String, Object> more) {
        Changed changed = new Changed(this);
        changed.scenario = with(scenario, more);
        return changed.info();
    }

    /** The same run, with these monitors. */
    public RunInfo withMonitors(List<Monitor> watched) {
        Changed changed = new Changed(this);
        changed.monitors = watched;
        return changed.info();
    }

    /** The same run, with more that is known of its machine. */
    public RunInfo withEnvironment(Map<String, Object> more) {
        Changed changed = new Changed(this);
        changed.environment = with(environment, more);
        return changed.info();
    }

    private static Map<String, Object> with(Map<String, Object> known, Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(known);
        all.putAll(more);
        return all;
    }

    /** What can be another in a run that is otherwise the same. */
    private static final class Changed {
        private final RunInfo info;
        private Instant start;
        private int connections;
        private Map<String, Object> scenario;
        private Map<String, Object> environment;
        private List<String> slos;
        private List<Monitor> monitors;
        private About about;

        Changed(RunInfo info) {
            this.info = info;
            start = info.start;
            connections = info.connections;
            scenario = info.scenario;
            environment = info.environment;
            slos = info.slos;
            monitors = info.monitors;
            about = info.about;
        }

        RunInfo info() {
            return new RunInfo(
                    info.runId,
                    info.command,
                    info.version,
                    info.seed,
                    start,
                    info.plan,
                    connections,
                    info.ratePerSecond,
                    info.warmupNanos,
                    info.endNanos,
                    info.messagesMax,
                    scenario,
                    environment,
                    info.kinds,
                    slos,
                    monitors,
                    about);
        }
    }
}
