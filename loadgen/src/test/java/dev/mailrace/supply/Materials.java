package dev.mailrace.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bill of materials as CycloneDX's plugin writes it from the POMs, with what it cannot know: the script that each page carries,
 * what is to be said of known vulnerabilities, and a licence that a POM names loosely.
 */
final class Materials {
    /** Where tools look for it (Spring Boot's convention). */
    static final String FILE = "META-INF/sbom/application.cdx.json";

    private static final Pattern PLOTS_VERSION = Pattern.compile("uPlot \\(v([\\d.]+)\\)");

    /** JLine's POM says "The BSD License", which is taken for the one of four clauses; its file has three. */
    private static final Map<String, String> LICENCES = Map.of("org.jline", "BSD-3-Clause");

    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * Completes {@code bom} and writes it into the jar to be.
     *
     * @param plots uPlot, as pages carry it
     */
    void write(Path bom, Path plots, Path classes) throws IOException {
        ObjectNode root = (ObjectNode) mapper.readTree(bom.toFile());
        for (JsonNode component : root.withArray("components")) {
            String licence = LICENCES.get(component.path("group").asText());
            if (licence != null) {
                ObjectNode one = mapper.createObjectNode();
                one.putObject("license").put("id", licence);
                ((ObjectNode) component).putArray("licenses").add(one);
            }
        }
        String reference = plots(root.withArray("components"), Files.readAllBytes(plots));
        String tls = reference(root.withArray("components"), "bctls-jdk18on");
        vulnerabilities(root.putArray("vulnerabilities"), reference, tls);
        Path file = classes.resolve(FILE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }

    private String plots(ArrayNode components, byte[] script) {
        Matcher version = PLOTS_VERSION.matcher(new String(script, StandardCharsets.UTF_8));
        if (!version.find()) {
            throw new IllegalStateException("uPlot's script does not say its version");
        }
        String reference = "pkg:npm/uplot@" + version.group(1);
        ObjectNode component = components.addObject();
        component.put("type", "library").put("bom-ref", reference);
        component.put("name", "uplot").put("version", version.group(1));
        component.put("description", "Draws the plots of reports: dist/uPlot.iife.min.js and .css, in each page.");
        component.put("scope", "required");
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256(script));
        component.putArray("licenses").addObject().putObject("license").put("id", "MIT");
        component.put("purl", reference);
        return reference;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every Java has it.
        }
    }

    private static void vulnerabilities(ArrayNode vulnerabilities, String plots, String tls) {
        vulnerability(vulnerabilities, "CVE-2024-21489", plots, "unaffected")
                .put("state", "resolved")
                .put(
                        "detail",
                        "Fixed in uPlot 1.6.31. Pages of Mailrace carry a later one, taken from npm, because the newest WebJar is"
                                + " 1.6.30. Pages with the older one, written by earlier versions, were not exploitable: the library is"
                                + " given options by the page's own scripts alone, and no key that a server or a file chose.")
                .putArray("response")
                .add("update");
        vulnerability(vulnerabilities, "CVE-2026-59638", tls, "affected")
                .put("state", "exploitable")
                .put(
                        "detail",
                        "Fixed in bctls 1.85, which cannot be had yet. Only clients with --tls-provider bouncy-castle and without"
                                + " --insecure, and only for a certificate without subjectAltName; the default, boringssl, and jdk are"
                                + " not affected. A server at its port is the one that is loaded anyway.")
                .putArray("response")
                .add("workaround_available");
    }

    /** Adds one, and returns the object of its analysis. */
    private static ObjectNode vulnerability(ArrayNode all, String id, String reference, String status) {
        ObjectNode one = all.addObject();
        one.put("bom-ref", id).put("id", id);
        one.putObject("source").put("name", "NVD").put("url", "https://nvd.nist.gov/vuln/detail/" + id);
        ObjectNode analysis = one.putObject("analysis");
        ObjectNode affected = one.putArray("affects").addObject().put("ref", reference);
        affected.putArray("versions")
                .addObject()
                .put("version", version(reference))
                .put("status", status);
        return analysis;
    }

    /** Of a package URL, {@code pkg:type/name@version?…}. */
    private static String version(String reference) {
        return reference.substring(reference.lastIndexOf('@') + 1).replaceFirst("[?].*", "");
    }

    private static String reference(ArrayNode components, String name) {
        for (JsonNode component : components) {
            if (component.path("name").asText().equals(name)) {
                return component.path("bom-ref").asText();
            }
        }
        throw new IllegalStateException("no component " + name + " (expected: remove what is said of it here)");
    }
}
