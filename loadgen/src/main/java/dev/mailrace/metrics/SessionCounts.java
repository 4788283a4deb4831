package dev.mailrace.metrics;

import dev.mailrace.session.Outcome;
import dev.mailrace.session.Phase;
import dev.mailrace.session.TlsSession;
import org.jspecify.annotations.Nullable;

/** What became of connections, over all stages. Owned by one thread at a time. */
public final class SessionCounts {
    private final OutcomeCounts losses = new OutcomeCounts();
    private final AddressCounts addresses = new AddressCounts();
    private long attempted;
    private long established;
    private long allOpenedNanos;
    private long fullHandshakes;
    private long resumedHandshakes;
    private @Nullable TlsSession tls; // the first one seen

    /** Counts as files have them. */
    public static SessionCounts of(
            long attempted,
            long established,
            long allOpenedNanos,
            long fullHandshakes,
            long resumedHandshakes,
            @Nullable TlsSession tls,
            OutcomeCounts losses) {
        SessionCounts counts = new SessionCounts();
        counts.attempted = attempted;
        counts.established = established;
        counts.allOpenedNanos = allOpenedNanos;
        counts.fullHandshakes = fullHandshakes;
        counts.resumedHandshakes = resumedHandshakes;
        counts.tls = tls;
        counts.losses.add(losses);
        return counts;
    }

    void attempted(String address) {
        attempted++;
        addresses.attempted(address);
    }

    void established() {
        established++;
    }

    void allOpened(long sinceStartNanos) {
        allOpenedNanos = sinceStartNanos;
    }

    void handshaken(TlsSession session) {
        if (session.resumed()) {
            resumedHandshakes++;
        } else {
            fullHandshakes++;
        }
        tls = tls == null ? session : tls;
    }

    void lost(Outcome cause, String address) {
        losses.add(cause, 1);
        if (cause.phase() == Phase.CONNECT) {
            addresses.failed(address);
        }
    }

    public void add(SessionCounts other) {
        attempted += other.attempted;
        established += other.established;
        allOpenedNanos = Math.max(allOpenedNanos, other.allOpenedNanos);
        losses.add(other.losses);
        addresses.add(other.addresses);
        fullHandshakes += other.fullHandshakes;
        resumedHandshakes += other.resumedHandshakes;
        tls = tls == null ? other.tls : tls;
    }

    void reset() {
        attempted = 0;
        established = 0;
        allOpenedNanos = 0;
        losses.reset();
        addresses.reset();
        fullHandshakes = 0;
        resumedHandshakes = 0;
        tls = null;
    }

    /** Connections begun. */
    public long attemptedCount() {
        return attempted;
    }

    /** Sessions that said hello and, where asked to, logged in. */
    public long establishedCount() {
        return established;
    }

    /** When the last shard had all its connections open, from the start of the run, in nanoseconds; 0: none ever had. */
    public long allOpenedNanos() {
        return allOpenedNanos;
    }

    /** TLS handshakes with a certificate and a key exchange. */
    public long fullHandshakes() {
        return fullHandshakes;
    }

    /** TLS handshakes that went on with an earlier session. */
    public long resumedHandshakes() {
        return resumedHandshakes;
    }

    /** What the first handshake came to; null where there was none. */
    public @Nullable TlsSession tls() {
        return tls;
    }

    /** By address of the server. */
    public AddressCounts addresses() {
        return addresses;
    }

    /** Sessions that did not end with QUIT, by cause. */
    public OutcomeCounts losses() {
        return losses;
    }
}
