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

    /** Of which its user says nothing. */
    public RunInfo(
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
            List<Monitor> monitors) {
        this(
                runId,
                command,
                version,
                seed,
                start,
                plan,
                connections,
                ratePerSecond,
                warmupNanos,
                endNanos,
                messagesMax,
                scenario,
                environment,
                kinds,
                slos,
                monitors,
                About.NOTHING);
    }

    /** The same run, whose load began then. */
    public RunInfo startingAt(Instant began) {
        return with(began, scenario, environment, slos, monitors);
    }

    /** The same run, of which its user says this. */
    public RunInfo withAbout(About said) {
        return new RunInfo(
                runId,
                command,
                version,
                seed,
                start,
                plan,
                connections,
                ratePerSecond,
                warmupNanos,
                endNanos,
                messagesMax,
                scenario,
                environment,
                kinds,
                slos,
                monitors,
                said);
    }

    /** The part of the run that these sessions are. */
    public RunInfo withConnections(int some) {
        return new RunInfo(
                runId,
                command,
                version,
                seed,
                start,
                plan,
                some,
                ratePerSecond,
                warmupNanos,
                endNanos,
                messagesMax,
                scenario,
                environment,
                kinds,
                slos,
                monitors,
                about);
    }

    /** The same run, held against these thresholds. */
    public RunInfo withSlos(List<String> thresholds) {
        return with(start, scenario, environment, thresholds, monitors);
    }

    /** The same run, with more that is asked for. */
    public RunInfo withPlanned(Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(scenario);
        all.putAll(more);
        return with(start, all, environment, slos, monitors);
    }

    /** The same run, with these monitors. */
    public RunInfo withMonitors(List<Monitor> watched) {
        return with(start, scenario, environment, slos, watched);
    }

    /** The same run, with more that is known of its machine. */
    public RunInfo withEnvironment(Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return with(start, scenario, all, slos, monitors);
    }

    private RunInfo with(
            Instant began,
            Map<String, Object> planned,
            Map<String, Object> machine,
            List<String> thresholds,
            List<Monitor> watched) {
        return new RunInfo(
                runId,
                command,
                version,
                seed,
                began,
                plan,
                connections,
                ratePerSecond,
                warmupNanos,
                endNanos,
                messagesMax,
                planned,
                machine,
                kinds,
                thresholds,
                watched,
                about);
    }
}
