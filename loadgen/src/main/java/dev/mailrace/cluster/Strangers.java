package dev.mailrace.cluster;

import io.netty.util.concurrent.Ticker;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * The TLS of others, and a line for whoever came and was not believed: Pekko says nothing of them, and does not tell where they came
 * from. Thread-safe.
 */
final class Strangers implements SSLEngineProvider {
    /** The same is not told again for so long: processes that are not believed try again. */
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final String ALERT = "Received fatal alert";
    private static final String NO_CERTIFICATE = "Empty client certificate chain";

    private final SSLEngineProvider provider;
    private final Consumer<String> told;
    private final Map<String, Long> lastNanos = new HashMap<>(); // of what was told; guarded by itself

    /** @param told gets one line for each, of which those of one kind are one a minute */
    Strangers(SSLEngineProvider provider, Consumer<String> told) {
        this.provider = provider;
        this.told = told;
    }

    @Override
    public SSLEngine createServerSSLEngine(String host, int port) {
        return new WatchedEngine(provider.createServerSSLEngine(host, port), this::failed);
    }

    @Override
    public SSLEngine createClientSSLEngine(String host, int port) {
        return provider.createClientSSLEngine(host, port);
    }

    @Override
    public Option<Throwable> verifyServerSession(String host, SSLSession session) {
        Option<Throwable> wrong = provider.verifyServerSession(host, session);
        if (wrong.isDefined()) {
            tell("its certificate shares no name with this one's");
        }
        return wrong;
    }

    @Override
    public Option<Throwable> verifyClientSession(String host, SSLSession session) {
        return provider.verifyClientSession(host, session);
    }

    private void failed(SSLException cause) {
        tell(why(cause));
    }

    /** What it means, where that is known; else the JDK's words. */
    static String why(SSLException cause) {
        String words = String.valueOf(cause.getMessage());
        if (words.startsWith(ALERT)) {
            return "it does not believe this side's certificate";
        }
        if (words.contains(NO_CERTIFICATE)) {
            return "it has no certificate of this side's CA"; // Nor does one offer another's.
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof GeneralSecurityException) {
                return "its certificate is not valid: " + each.getMessage();
            }
        }
        return words;
    }

    private void tell(String why) {
        long nowNanos = Ticker.systemTicker().nanoTime();
        synchronized (lastNanos) {
            lastNanos.values().removeIf(nanos -> nowNanos - nanos > QUIET_NANOS);
            if (lastNanos.putIfAbsent(why, nowNanos) != null) {
                return;
            }
        }
        told.accept("somebody came and was not believed: " + why + " (expected: certificates of one CA on both sides)");
    }
}
