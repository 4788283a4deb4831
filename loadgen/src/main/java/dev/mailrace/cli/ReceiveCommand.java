package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.delivery.ArrivalNotes;
import dev.mailrace.delivery.DeliveryCheck;
import dev.mailrace.delivery.DeliverySource;
import dev.mailrace.delivery.ReceiverManner;
import dev.mailrace.delivery.Receiving;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.net.Transport;
import dev.mailrace.options.Checked;
import dev.mailrace.options.ReceiveOptions;
import dev.mailrace.runfile.ReportFile;
import dev.mailrace.words.Human;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A receiver in a process of its own, such as on the machine that the server delivers to. */
@Command(
        name = "receive",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description =
                "Receives what servers deliver, or finds it in mailboxes, and writes down what arrived, and when, "
                        + "until it is stopped. 'mailrace report RUN --deliveries FILE' joins that with a run that kept what was "
                        + "accepted ('mailrace run --keep-accepted').",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace receive --port 2600                              a server relays to this machine's port 2600",
            "  mailrace receive --bind 0.0.0.0 --port 2600 --file b.log  from other machines, too",
            "  mailrace receive maildir:/var/vmail/%%d/%%u -d 10m          where the server stores mail, for ten minutes"
        })
final class ReceiveCommand implements Callable<Integer> {
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_MILLIS = 50;
    private static final DateTimeFormatter FILE_NAME = DateTimeFormatter.ofPattern(
                    "'deliveries-'yyyyMMdd'T'HHmmss.SSS'Z.log'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Mixin
    ReceiveOptions options = new ReceiveOptions();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Where it is written; no file is written over (default: deliveries-<UTC time>.log).")
    @Nullable
    Path file;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What was asked for. */
    private record Asked(
            List<DeliverySource> sources,
            ReceiverManner manner,
            DeliveryCheck check,
            @Nullable Duration length) {}

    @Override
    public Integer call() throws InterruptedException {
        Asked asked = Checked.usage(() ->
                new Asked(options.sources(), options.manner(Transport.best()), options.looksAt(), options.length()));
        Path path = file == null ? Path.of(FILE_NAME.format(Instant.now())) : file;
        if (Files.exists(path)) {
            throw new CommandFailure(new Refusal("file", path + " is there already", "a new file"));
        }
        Interruption.of(spec).begin();
        ArrivalNotes notes = begun(path);
        try (Receiving receiving = opened(asked, notes, path)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("receive: " + where(receiving) + "; writes " + path + " ("
                    + (asked.length == null ? "" : "ends after " + Human.duration(asked.length.toNanos()) + ", or ")
                    + "Ctrl-C ends)");
            out.flush();
            await(asked, notes, path);
            receiving.lookFinally();
        }
        LostOutputs.of(spec).attempt(path.toString(), notes::close);
        spec.commandLine().getOut().println(summary(notes.counts(), path));
        return ExitCode.OK.number();
    }

    private ArrivalNotes begun(Path path) {
        try {
            ReportFile.check(path);
            return ArrivalNotes.begin(ReportFile.open(path), options.where(), options.looksAt());
        } catch (IOException e) {
            throw new CommandFailure(
                    new Refusal("file", path + " cannot be written: " + SystemWords.of(e), "a path that can be", e));
        }
    }

    /** What cannot be opened leaves no file. */
    private static Receiving opened(Asked asked, ArrivalNotes notes, Path path) {
        try {
            return Receiving.open(asked.sources, asked.manner, notes, asked.check);
        } catch (Refusal e) {
            CommandFailure failure = new CommandFailure(e);
            try {
                notes.close();
                Files.deleteIfExists(path);
            } catch (IOException other) {
                failure.addSuppressed(other);
            }
            throw failure;
        }
    }

    private String where(Receiving receiving) {
        List<InetSocketAddress> addresses = receiving.addresses();
        String looked = options.where().stream()
                .filter(text -> !text.startsWith("smtp:") && !text.startsWith("lmtp:"))
                .collect(Collectors.joining(", "));
        String listening = addresses.stream()
                .map(address -> address.getAddress().getHostAddress() + ":" + address.getPort())
                .collect(Collectors.joining(", "));
        return (listening.isEmpty() ? "" : "listening on " + listening)
                + (looked.isEmpty() ? "" : (listening.isEmpty() ? "" : "; ") + "at " + looked);
    }

    /** Until it is to end, or its file takes no more. */
    private void await(Asked asked, ArrivalNotes notes, Path path) throws InterruptedException {
        Interruption interruption = Interruption.of(spec);
        CountDownLatch never = new CountDownLatch(1);
        long begin = System.nanoTime();
        long length = asked.length == null ? Long.MAX_VALUE : asked.length.toNanos();
        long flushed = 0; // since the beginning
        for (long now = 0; now < length && !interruption.asked(); now = System.nanoTime() - begin) {
            if (now - flushed >= FLUSH_NANOS) {
                flushed = now;
                try {
                    notes.flush();
                } catch (IOException e) {
                    LostOutputs.of(spec).add(path.toString(), e);
                    return;
                }
            }
            never.await(Math.min(LOOK_MILLIS, TimeUnit.NANOSECONDS.toMillis(length - now) + 1), TimeUnit.MILLISECONDS);
        }
    }

    private static String summary(ArrivalNotes.Counts counts, Path path) {
        return "receive: " + Human.counted(counts.messages(), "arrival") + " of "
                + Human.counted(counts.runs().size(), "run")
                + (counts.runs().size() == 1 ? " (" + counts.runs().get(0) + ")" : "")
                + (counts.bounces() > 0 ? ", " + Human.counted(counts.bounces(), "bounce") : "")
                + (counts.foreign() > 0 ? ", " + Human.count(counts.foreign()) + " of no run" : "")
                + (counts.unread() > 0 ? ", " + Human.counted(counts.unread(), "failed look") + " into mailboxes" : "")
                + ": " + path;
    }
}
