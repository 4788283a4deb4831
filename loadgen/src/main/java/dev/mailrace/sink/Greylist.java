package dev.mailrace.sink;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Clients, senders and recipients that were seen before, with when that was first (RFC 6647 §2.1). Any thread may use it.
 *
 * <p>Knows the last {@value #TRIPLES_MAX}; whoever comes again after that begins anew.
 */
final class Greylist {
    private static final int TRIPLES_MAX = 1_000_000;

    private final Map<String, Long> firstNanos = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > TRIPLES_MAX;
        }
    };

    /** Whether the triple was first seen so long ago; remembers it when it was not seen at all. */
    synchronized boolean knows(String client, String sender, String recipient, long nowNanos, long delayNanos) {
        Long first = firstNanos.putIfAbsent(client + '\n' + sender + '\n' + recipient, nowNanos);
        return first != null && nowNanos - first >= delayNanos;
    }
}
