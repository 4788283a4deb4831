package dev.mailrace.runfile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Made-up run documents: what a run of a closed loop would have written. */
public final class RunJson {
    private RunJson() {}

    /**
     * A run of 10 s.
     *
     * @param p50Micros of transactions, also its p90's quarter and its p99's eighth
     * @param rejected of 10,000 arrivals, by 451 to RCPT
     */
    public static ObjectNode of(double p50Micros, int rejected) {
        ObjectNode run = new ObjectMapper().createObjectNode();
        run.put("format", 2).put("mailrace", "0.1.0").put("ending", "completed");
        ObjectNode scenario = run.putObject("scenario");
        scenario.put("target", "smtp://127.0.0.1:" + (2525 + rejected));
        scenario.put("connections", 100);
        scenario.putObject("pacing").put("loop", "closed").put("think_seconds", 0.0);
        scenario.putObject("mail").put("recipients_per_message", 1);
        run.putObject("environment")
                .put("cpu", "AMD EPYC")
                .put("cores", 2)
                .put("jvm", "OpenJDK 64-Bit Server VM 25.0.3+9-LTS")
                .put("memory_bytes", 25_000_000_000L + rejected);
        ObjectNode totals = run.putObject("totals");
        totals.put("arrivals", 10_000).put("accepted", 10_000 - rejected).put("rejected", rejected);
        totals.put("failed", 0).put("unconfirmed", 0).put("dropped", 0).put("cut_off", 0);
        totals.put("accepted_per_second", 100e6 / p50Micros);
        run.put("books_balanced", true);
        ObjectNode transaction = run.putObject("phases").putObject("transaction");
        transaction.put("stage", "measure");
        addTimes(transaction.putObject("service"), p50Micros);
        addTimes(transaction.putObject("response"), p50Micros);
        addTimes(run.withObject("/phases/content").putObject("service"), p50Micros / 2);
        run.putArray("outcomes")
                .addObject()
                .put("phase", "content")
                .put("kind", "accepted")
                .put("code", 250)
                .put("enhanced", "")
                .put("reason", "")
                .put("count", 10_000 - rejected)
                .put("sample", "");
        if (rejected > 0) {
            run.withArray("/outcomes")
                    .addObject()
                    .put("phase", "rcpt")
                    .put("kind", "rejected")
                    .put("code", 451)
                    .put("enhanced", "4.7.1")
                    .put("reason", "")
                    .put("count", rejected)
                    .put("sample", "451 4.7.1 <b>@team</b> | `later`, see #12 **now** [x](http://x.example/)");
        }
        run.putObject("self").put("verdict", "valid").putArray("reasons");
        return run;
    }

    private static void addTimes(ObjectNode statistics, double p50Micros) {
        statistics.put("count", 10_000);
        statistics.put("mean_us", 1.2 * p50Micros);
        statistics.put("p50_us", p50Micros);
        statistics.put("p90_us", 4 * p50Micros);
        statistics.put("p99_us", 8 * p50Micros);
        statistics.put("p999_us", 10 * p50Micros);
        statistics.put("max_us", 20 * p50Micros);
    }

    /** Runs whose medians lie a little apart, around {@code p50Micros}. */
    public static List<ObjectNode> several(int count, double p50Micros, int rejected) {
        List<ObjectNode> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(of(p50Micros * (1 + 0.004 * (i * 5 % 7 - 3)), rejected));
        }
        return runs;
    }

    /** The document's folder, made under {@code parent}. */
    public static String folder(Path parent, String name, ObjectNode run) {
        try {
            Path folder = Files.createDirectories(parent.resolve(name));
            Files.writeString(folder.resolve("run.json"), run.toPrettyString());
            return folder.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
