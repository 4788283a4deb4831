package dev.mailrace.cli;

import dev.mailrace.experiment.Environment;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.meters.Meters;
import dev.mailrace.words.Redacted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where meters go during runs. Without these options the libraries for it are not loaded. */
final class MeterOptions {
    static final Pattern HOST_AND_PORT = Pattern.compile("(?:(\\[[^\\[\\]]+]|[^:\\[\\]]+):)?([0-9]{1,5})");
    static final int PORT_MAX = 65_535;
    private static final String USUAL_PATH = "/v1/metrics";

    @Option(
            names = "--prometheus",
            paramLabel = "[HOST:]PORT",
            description =
                    "Serves meters to Prometheus at /metrics on this port, such as 9464; on loopback unless a host "
                            + "is given, such as 0.0.0.0:9464.")
    @Nullable
    String prometheus;

    @Option(
            names = "--otlp",
            paramLabel = "URL",
            description = "Pushes meters by OTLP over HTTP, every 5 s and at the end, to a URL such as "
                    + "http://127.0.0.1:4318/v1/metrics.")
    @Nullable
    String otlp;

    /**
     * Begins to show meters, where that is asked for.
     *
     * @param tell takes the line that says where they can be scraped
     * @throws Refusal when a text is wrong, or the port is taken
     */
    Metering open(Consumer<String> tell) {
        if (prometheus == null && otlp == null) {
            return Metering.NONE;
        }
        URI receiver = otlp == null ? null : receiver(otlp);
        InetSocketAddress address = prometheus == null ? null : address(prometheus);
        if (receiver != null) {
            Meters.checkHeaders();
        }
        Meters meters = new Meters();
        if (address != null) {
            InetSocketAddress listening = serve(meters, address);
            tell.accept("meters: http://" + words(listening) + "/metrics");
        }
        if (receiver != null) {
            meters.push(receiver, Environment.version());
        }
        return new Metering(meters, receiver);
    }

    /** Refuses what cannot be meant. */
    void check() {
        if (otlp != null) {
            receiver(otlp);
            Meters.checkHeaders();
        }
        if (prometheus != null) {
            address(prometheus);
        }
    }

    private static InetSocketAddress serve(Meters meters, InetSocketAddress address) {
        try {
            return meters.serve(address);
        } catch (IOException e) {
            meters.close();
            throw new Refusal(
                    "prometheus",
                    words(address) + ": " + SystemWords.of(e),
                    "an address of this machine, and a port that is free",
                    e);
        }
    }

    private static InetSocketAddress address(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > PORT_MAX) {
            throw new Refusal("prometheus", text, "PORT or HOST:PORT, such as 9464, 0.0.0.0:9464 or [::1]:9464");
        }
        String host = matcher.group(1);
        try {
            return new InetSocketAddress(
                    host == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host),
                    Integer.parseInt(matcher.group(2)));
        } catch (UnknownHostException e) {
            throw new Refusal("prometheus", host + ": unknown host", "a name or an address of this machine", e);
        }
    }

    private static String words(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static URI receiver(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getRawUserInfo() != null) { // It would be kept with the command in every run file.
                throw new Refusal("otlp", "a user in the URL", "none; headers may stand in OTEL_EXPORTER_OTLP_HEADERS");
            }
            boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getPort() <= PORT_MAX) {
                return uri.getPath().length() <= 1 ? uri.resolve(USUAL_PATH) : uri;
            }
        } catch (URISyntaxException e) {
            // Told below, in our words.
        }
        throw new Refusal("otlp", Redacted.argument(text), "a URL such as http://127.0.0.1:4318/v1/metrics");
    }
}
