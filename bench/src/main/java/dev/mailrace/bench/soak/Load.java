package dev.mailrace.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one client does: an open loop of session classes against all servers, as a scenario file.
 *
 * @param messagesPerConnection 1 opens a connection for each message
 * @param restarted port of the sink that is restarted; STARTTLS is offered
 * @param lasting port of the sink that stays; TLS from the first byte
 * @param postfix its port, or 0 where there is none
 */
record Load(int messagesPerConnection, int rate, int restarted, int lasting, int postfix) {
    private static final int SESSIONS = 60;

    String scenario(long seconds) {
        List<String> lines = new ArrayList<>(List.of(
                "rate: " + rate + "/s",
                "poisson: true",
                "warmup: 5s",
                "duration: " + seconds + "s",
                "connections: " + SESSIONS,
                "messages-per-connection: " + messagesPerConnection,
                "backlog: 2000",
                "timeout: 10s",
                "retry: 4xx",
                "retry-after: 1s",
                "retry-times: 1",
                "sessions:"));
        String plain = "target: \"smtp://127.0.0.1:" + restarted + "\"";
        String starttls = "insecure: true, target: \"smtp+starttls://127.0.0.1:" + restarted + "\"";
        String tls = "insecure: true, target: \"smtps://127.0.0.1:" + lasting + "\"";
        lines.add(line("plain", 20, plain + ", pipelining: session"));
        lines.add(line("starttls", 20, starttls + ", size: 1k-16k"));
        lines.add(line("login", 10, starttls + ", auth: SCRAM-SHA-256, auth-user: 'user%05d'"));
        lines.add(line("unknown", 5, plain + ", to: 'refused%05d@example.test'"));
        lines.add(line("dropping", 5, plain + ", drop-after: data"));
        lines.add(line("tls", 15, tls + ", tls-resume: true, recipients: 3"));
        lines.add(line("chunks", 10, tls + ", chunking: true, window: 4, chunk-size: 4k, size: 1k-64k"));
        lines.add(line("full", 5, tls + ", to: 'full%05d@example.test'"));
        lines.add(line("dropping-tls", 5, tls + ", drop-after: rcpt"));
        if (postfix > 0) {
            String there = "127.0.0.1:" + postfix + "\"";
            lines.add(line("postfix", 10, "target: \"smtp://" + there));
            lines.add(line(
                    "postfix-login",
                    5,
                    "insecure: true, target: \"smtp+starttls://" + there + ", auth: PLAIN, auth-user: user"));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String line(String name, int weight, String options) {
        return String.format(Locale.ROOT, "  - { name: %s, weight: %d, %s }", name, weight, options);
    }
}
