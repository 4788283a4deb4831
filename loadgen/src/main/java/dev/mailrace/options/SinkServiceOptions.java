package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.Units;
import dev.mailrace.sink.SinkService;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long the sink works, and by how many workers: a server whose capacity is known. */
public final class SinkServiceOptions {
    private static final BigDecimal NANOS_PER_MILLISECOND = BigDecimal.valueOf(1_000_000);

    @Option(
            names = "--service-time",
            paramLabel = "TIME",
            description =
                    "Time for which each message occupies a worker before its reply, such as 2ms (default: none).")
    @Nullable
    String serviceTime;

    @Option(
            names = "--login-time",
            paramLabel = "TIME",
            description = "Time for which each login occupies a worker before its reply (default: none).")
    @Nullable
    String loginTime;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Number of workers. Messages and logins queue when all are busy (default: no limit).")
    @Nullable
    Integer workers;

    @Option(
            names = "--service-spread",
            paramLabel = "SPREAD",
            description = "Distribution of these times: fixed, or exponential with them as means (default: fixed).")
    @Nullable
    String spread;

    public SinkService service() {
        SinkService.Spread wanted = spread == null
                ? SinkService.Spread.FIXED
                : Checked.named("service-spread", spread, SinkService.Spread.values());
        SinkService service = new SinkService(
                workers == null ? SinkService.UNLIMITED : workers,
                time("service-time", serviceTime),
                time("login-time", loginTime),
                wanted);
        if (!service.takesTime() && (workers != null || spread != null)) {
            throw new Refusal(
                    workers == null ? "service-spread" : "workers",
                    (workers == null ? spread : workers) + ", and no time",
                    "with --service-time or --login-time");
        }
        return service;
    }

    private static Duration time(String name, @Nullable String text) {
        return text == null ? Duration.ZERO : Units.duration(name, text);
    }

    /** {@code takes 2 ms a message by 4 workers: at most 2,000 messages/s}. */
    public static String words(SinkService service) {
        StringBuilder words = new StringBuilder("takes ");
        boolean forMessages = !service.messageTime().isZero();
        boolean forLogins = !service.loginTime().isZero();
        if (forMessages) {
            words.append(milliseconds(service.messageTime())).append(" a message");
        }
        if (forLogins) {
            words.append(forMessages ? " and " : "")
                    .append(milliseconds(service.loginTime()))
                    .append(" a login");
        }
        if (service.spread() == SinkService.Spread.EXPONENTIAL) {
            words.append(", exponential,");
        }
        int workers = service.workers();
        if (workers == SinkService.UNLIMITED) {
            return words.append(", without a limit of workers").toString();
        }
        words.append(String.format(Locale.ROOT, " by %,d worker%s: at most ", workers, workers == 1 ? "" : "s"));
        if (forMessages) {
            words.append(perSecond(workers, service.messageTime())).append(" messages/s");
        }
        if (forLogins) {
            words.append(forMessages ? " or " : "")
                    .append(perSecond(workers, service.loginTime()))
                    .append(" logins/s");
        }
        return words.toString();
    }

    private static String milliseconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos())
                        .divide(NANOS_PER_MILLISECOND)
                        .stripTrailingZeros()
                        .toPlainString()
                + " ms";
    }

    /** Three digits at least, since a capacity that is known exactly deserves them. */
    private static String perSecond(int workers, Duration time) {
        double rate = workers * 1e9 / time.toNanos();
        return String.format(Locale.ROOT, rate < 100 && rate != Math.rint(rate) ? "%.2f" : "%,.0f", rate);
    }
}
