package dev.mailrace.bench.peers;

import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.MailraceSink;
import dev.mailrace.bench.processes.SmtpSink;
import dev.mailrace.bench.processes.Target;
import java.io.IOException;
import java.nio.file.Path;

/** What is loaded; a new process for each measurement, so that its count belongs to one contender. */
enum Server {
    MAILRACE_SINK("mailrace sink"),
    SMTP_SINK("smtp-sink");

    private final String label;

    Server(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    Target start(Path launcher, Cores cores) throws IOException, InterruptedException {
        return switch (this) {
            case MAILRACE_SINK -> MailraceSink.start(launcher, cores);
            case SMTP_SINK -> SmtpSink.start(cores);
        };
    }
}
