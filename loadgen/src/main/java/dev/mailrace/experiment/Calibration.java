package dev.mailrace.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.analysis.ExitCode;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.pacing.Pacing;
import dev.mailrace.runfile.ReportFile;
import dev.mailrace.scenario.Scenario;
import dev.mailrace.scenario.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this machine's generator can do with what a scenario sends, found against the embedded sink. The sink takes its share
 * of the same processors, so a server elsewhere leaves more room than this.
 *
 * @param acceptedPerSecond in a closed loop, as fast as it goes
 * @param sessions that were open at once then
 * @param floorP50Micros median response time of a transaction at half that rate: the generator's and loopback's own
 * @param floorP99Micros 99th percentile of the same; a server's latencies below it are not to be trusted
 * @param when it was found
 */
public record Calibration(
        double acceptedPerSecond, int sessions, double floorP50Micros, double floorP99Micros, String when) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The work per message is the same for every target, rate and duration. */
    private static final Set<String> NO_MATTER = Set.of(
            "target",
            "seed",
            "pacing",
            "connections",
            "warmup_seconds",
            "measured_seconds",
            "messages_max",
            "ramp_seconds",
            "drain_seconds",
            "backlog_max",
            "connect_rate_per_second",
            "source_addresses",
            "weight",
            "auth_users",
            "hello",
            "retries");

    /** Where calibrations are kept: with what else can be made again (XDG Base Directory Specification). */
    public static Path cache() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return base.resolve("mailrace").resolve("calibration.json");
    }

    /** The one that was found before on this machine, with this JVM and this Mailrace, for what is sent; null: none. */
    public static @Nullable Calibration find(Path cache, Scenario scenario) {
        try {
            JsonNode node = Files.exists(cache) ? JSON.readTree(cache.toFile()).path(key(scenario)) : JSON.nullNode();
            Calibration found = node.isObject() ? JSON.treeToValue(node, Calibration.class) : null;
            return found != null && found.isOfUse() ? found : null;
        } catch (IOException e) {
            return null; // A cache that cannot be read is as good as none.
        }
    }

    private boolean isOfUse() {
        return acceptedPerSecond > 0 && Double.isFinite(acceptedPerSecond) && floorP99Micros > 0;
    }

    /** Keeps it for later runs; a cache that cannot be written is the user's to mend. */
    public void keep(Path cache, Scenario scenario) {
        try {
            ObjectNode all = JSON.createObjectNode();
            if (Files.exists(cache) && JSON.readTree(cache.toFile()) instanceof ObjectNode earlier) {
                all = earlier;
            }
            all.set(key(scenario), JSON.valueToTree(this));
            Files.createDirectories(cache.toAbsolutePath().getParent());
            ReportFile.replace(cache, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.OUTPUT_LOST,
                    cache + ": " + SystemWords.of(e)
                            + " (expected: a cache that can be written; XDG_CACHE_HOME moves it)");
        }
    }

    private static String key(Scenario scenario) {
        Map<String, Object> parts = new TreeMap<>(scenario.describe());
        parts.keySet().removeAll(NO_MATTER);
        if (scenario.work() == Work.MAIL && scenario.connections().messagesEach() == 0) {
            parts.remove("auth"); // Kept sessions log in once.
        }
        Map<String, Object> environment = Environment.describe();
        parts.put("calibration", 2); // What earlier versions kept may be of runs that were invalid.
        for (String name : new String[] {"cpu", "cores", "jvm", "jvm_flags", "mailrace"}) {
            parts.put("machine " + name, environment.get(name));
        }
        try {
            String runId = scenario.mix().runId(); // Part of what is sent, and of its description.
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(parts.toString().replace(runId, "").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e); // Every Java platform has it.
        }
    }

    /** The share of it that a run requests, in words. */
    public String share(Scenario scenario) {
        String limit = String.format(
                Locale.ROOT,
                "%,.0f accepted/s of this scenario, smallest latency %.1f ms (p99)",
                acceptedPerSecond,
                floorP99Micros / 1e3);
        if (!(scenario.pacing() instanceof Pacing.OpenLoop open)) {
            return "generator: this machine can do " + limit;
        }
        double share = open.profile().ratePerSecondMax() / acceptedPerSecond;
        return String.format(
                Locale.ROOT,
                "%s: you ask for %.0f %% of what this machine can generate (%s)",
                share > 1 ? "WARNING" : "generator",
                100 * share,
                limit);
    }

    /** What reports say of it beside the machine. */
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("calibrated_accepted_per_second", Math.round(acceptedPerSecond * 10) / 10.0);
        fields.put("calibrated_latency_p99_us", floorP99Micros);
        return fields;
    }

    static String now() {
        return Instant.now().toString();
    }
}
