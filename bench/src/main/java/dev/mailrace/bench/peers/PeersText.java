package dev.mailrace.bench.peers;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What stands above the table: what was measured, how, and where. */
final class PeersText {
    private PeersText() {}

    static String head(String machine, double loadBefore, String commit, Map<String, String> versions) {
        String peers = versions.entrySet().stream()
                .map(peer -> peer.getKey() + " " + peer.getValue())
                .collect(Collectors.joining(", "));
        return """
                # Client CPU a message, beside the peers

                %s; load average before the start %.2f; commit %s; %s.

                Microseconds of client CPU (user and system) an accepted message: **median**, ×ratio to smtp-source in the same cell,
                (least–most of the rounds). For the peers the whole process counts; for Mailrace the whole process over the measured
                stage, compiler and collector included. Mailrace's sink counted every message too; smtp-sink does not say. A "–" was not measured: postal has
                a thread a connection and is bound by its own pace; sending ahead of the replies needs a kept connection. smtp-source says
                HELO, never pipelines and times nothing; postal's messages are some 360 bytes of header longer. † Mailrace called a round's
                generator saturated or late; here it is meant to be. Compare ratios: absolute figures belong to their machine.
                """.formatted(machine, loadBefore, commit, peers.isEmpty() ? "**no peer installed**" : peers);
    }

    static String length(boolean quick, int round, int wanted, int warmupSeconds, int seconds) {
        return String.format(
                Locale.ROOT,
                "%nRounds: %d of %d, all contenders in turn; Mailrace %d s after a warm-up of %d s, the peers about as long.%s%n",
                round,
                wanted,
                seconds,
                warmupSeconds,
                quick ? " **A quick look: few cells, one round, not to be quoted.**" : "");
    }
}
