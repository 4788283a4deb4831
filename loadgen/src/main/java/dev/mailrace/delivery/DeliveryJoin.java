package dev.mailrace.delivery;

import dev.mailrace.fault.Refusal;
import dev.mailrace.metrics.SeenElsewhere;
import dev.mailrace.metrics.SentLog;
import dev.mailrace.metrics.TallyBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of a run that is over: what its server accepted, held against what receivers elsewhere wrote down. Owned by one
 * thread. Files are read twice, a line at a time; what is kept is 32 bytes a recipient, and the books.
 */
public final class DeliveryJoin implements SeenElsewhere, AutoCloseable {
    private static final String NAME = "deliveries";

    /** What comes later than that after the run's end is told in one piece. */
    private static final long FURTHER_NANOS_MAX = Duration.ofHours(1).toNanos();

    private final Asked asked;
    private final AcceptedFile accepted;
    private final SentIndex index;
    private final SeenArrivals arrivals;
    private final SeenBooks books;
    private final Survey survey;
    private long endNanos; // of the run's last interval by now

    /**
     * What is asked for.
     *
     * @param accepted the file that a run kept
     * @param deliveries what receivers wrote
     * @param waiting how long after the load what is missing is not yet lost
     * @param offsetNanos by how much clocks of other machines were ahead; null: it is not known
     */
    public record Asked(
            Path accepted,
            List<Path> deliveries,
            Duration waiting,
            @Nullable Long offsetNanos) {}

    /**
     * What a first reading found.
     *
     * @param untilNanos until when somebody was there, at every place, from the run's start
     * @param clocks what is known of clocks, each once
     */
    private record Survey(long untilNanos, List<String> where, DeliveryCheck check, List<String> clocks) {}

    private DeliveryJoin(Asked asked) throws IOException {
        this.asked = asked;
        accepted = AcceptedFile.open(asked.accepted);
        index = index(asked.accepted);
        survey = survey();
        arrivals = new SeenArrivals(opened());
        books = new SeenBooks(index, accepted.areStamped());
        books.begins(instant(accepted.clock().wallNanos()));
    }

    /**
     * Reads both sides.
     *
     * @param runId that the run's own file must name
     * @throws Refusal where a file is not what it should be, or tells nothing of the run
     */
    public static DeliveryJoin of(Asked asked, String runId) throws IOException {
        DeliveryJoin join = new DeliveryJoin(asked);
        if (!join.accepted.runId().equals(runId)) {
            join.close();
            throw new Refusal(NAME, asked.accepted + " is of run " + join.accepted.runId(), "of run " + runId);
        }
        return join;
    }

    private static Instant instant(long wallNanos) {
        return Instant.ofEpochSecond(
                TimeUnit.NANOSECONDS.toSeconds(wallNanos), wallNanos % TimeUnit.SECONDS.toNanos(1));
    }

    private static SentIndex index(Path file) throws IOException {
        try (AcceptedFile sent = AcceptedFile.open(file)) {
            SentIndex index = new SentIndex(sent.width());
            while (sent.intervalEndNanos() < Long.MAX_VALUE) {
                SentLog.Sent next = sent.next();
                if (next != null) {
                    index.put(next.sequence(), next.recipient(), sent.address(), sent.digest(), next.dueEpochMicros());
                }
            }
            return index;
        }
    }

    private List<DeliveriesFile> opened() throws IOException {
        List<DeliveriesFile> files = new ArrayList<>();
        for (Path path : asked.deliveries) {
            DeliveriesFile file = DeliveriesFile.open(path, accepted.runId());
            file.count(accepted.clock().wallNanos(), offset(file).nanos(file.clock(), accepted.clock()));
            files.add(file);
        }
        return files;
    }

    private ClockOffset offset(DeliveriesFile file) {
        return new ClockOffset(file.clock().isSameMachine(accepted.clock()), asked.offsetNanos);
    }

    /** One reading of all of them: a receiver that was started again goes on where the one before ended. */
    private Survey survey() throws IOException {
        Map<String, Long> untilByPlace = new TreeMap<>();
        TreeSet<String> clocks = new TreeSet<>();
        TreeSet<String> runs = new TreeSet<>();
        DeliveryCheck check = DeliveryCheck.BODY;
        try (SeenFiles files = new SeenFiles(opened())) {
            for (DeliveriesFile file : files.files()) {
                long least = Long.MAX_VALUE;
                for (SeenArrival seen = file.next(); seen != null; seen = file.next()) {
                    least = Math.min(least, sinceDue(seen));
                }
                file.where().forEach(place -> untilByPlace.merge(place, file.seenUntilNanos(), Math::max));
                clocks.add(offset(file).words(least, file.steppedNanos()));
                runs.addAll(file.runs());
                check = file.check().compareTo(check) < 0 ? file.check() : check;
            }
        }
        if (!runs.contains(accepted.runId())) {
            throw new Refusal(
                    NAME,
                    runs.isEmpty()
                            ? "nothing of any run in these files"
                            : "of run " + runs.first() + (runs.size() > 1 ? " and others" : "") + ", none of run "
                                    + accepted.runId(),
                    "what a receiver wrote while the run went on");
        }
        long until =
                untilByPlace.values().stream().mapToLong(Long::longValue).min().orElse(0);
        return new Survey(until, List.copyOf(untilByPlace.keySet()), check, List.copyOf(clocks));
    }

    private long sinceDue(SeenArrival seen) {
        return seen.ofMark() && seen.told().dueMicros() >= 0
                ? accepted.clock().wallNanos()
                        + seen.nanos()
                        - TimeUnit.MICROSECONDS.toNanos(seen.told().dueMicros())
                : Long.MAX_VALUE;
    }

    /** Closes them all. */
    private record SeenFiles(List<DeliveriesFile> files) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            for (DeliveriesFile file : files) {
                file.close();
            }
        }
    }

    @Override
    public Map<String, Object> planned() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("where", survey.where);
        fields.put("wait_seconds", asked.waiting.toMillis() / 1e3);
        fields.put("check", survey.check.toString());
        fields.put("joined_files", asked.deliveries.size());
        fields.put("clock", String.join("; ", survey.clocks));
        return Map.of(NAME, fields);
    }

    @Override
    public void interval(long toNanos, TallyBuilder warmup, TallyBuilder measured) throws IOException {
        endNanos = toNanos;
        books.countInto(warmup, measured);
        sent(toNanos);
        arrivals(toNanos, warmup, measured);
    }

    private void sent(long toNanos) throws IOException {
        while (accepted.intervalEndNanos() < toNanos) {
            SentLog.Sent next = accepted.next();
            if (next != null) {
                books.sent(next);
            }
        }
    }

    private void arrivals(long toNanos, TallyBuilder warmup, TallyBuilder measured) throws IOException {
        for (SeenArrival seen = arrivals.until(toNanos); seen != null; seen = arrivals.until(toNanos)) {
            books.arrived(seen);
        }
        books.count(warmup, measured);
    }

    @Override
    public boolean after(long toNanos, TallyBuilder warmup, TallyBuilder measured) throws IOException {
        books.countInto(warmup, measured);
        sent(Long.MAX_VALUE); // What a log of seconds that was cut has not.
        boolean isLast = arrivals.isEmpty() || toNanos - endNanos >= FURTHER_NANOS_MAX;
        if (isLast) {
            boolean waited = survey.untilNanos >= endNanos + asked.waiting.toNanos();
            books.closes(waited, Math.max(survey.untilNanos, endNanos));
        }
        arrivals(isLast ? Long.MAX_VALUE : toNanos, warmup, measured);
        return !isLast;
    }

    @Override
    public void close() throws IOException {
        accepted.close();
        arrivals.close();
    }
}
