package dev.mailrace.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The assets in each page: styles and scripts, which a page's policy names by their hashes (CSP Level 3 §2.3.1). */
final class Asset {
    /** Kept here as npm has it, for no newer WebJar than 1.6.30 can be had, which CVE-2024-21489 is about. */
    private static final String UPLOT = "uplot/";

    private static final List<String> STYLES = List.of(UPLOT + "uPlot.min.css", "report.css", "series.css");
    private static final List<String> SCRIPTS = List.of(
            UPLOT + "uPlot.iife.min.js", "words.js", "plot.js", "percentiles.js", "time.js", "curve.js", "start.js");

    private final String text;

    private Asset(String text) {
        this.text = text;
    }

    static List<Asset> styles() {
        return STYLES.stream().map(Asset::read).toList();
    }

    static List<Asset> scripts() {
        return SCRIPTS.stream().map(Asset::read).toList();
    }

    /** The licence that the plots' library asks to be kept with its code. */
    static String licence() {
        return read(UPLOT + "LICENSE").text;
    }

    private static Asset read(String name) {
        try (InputStream in = Asset.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + ": not in this build");
            }
            return new Asset(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return text;
    }

    /** The hashes of {@code assets} as a policy's sources. */
    static String sources(List<Asset> assets) {
        return assets.stream().map(Asset::source).collect(Collectors.joining(" "));
    }

    private String source() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every Java has it.
        }
    }
}
