package dev.mailrace.supply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar that users get, once it is built. */
class BuiltJarIT {
    private static ZipFile jar;

    @BeforeAll
    static void open() throws IOException {
        jar = new ZipFile(System.getProperty("mailrace.jar", "target/mailrace-all.jar"));
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    private static String read(String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> index() throws IOException {
        Map<String, List<String>> index = new TreeMap<>();
        for (String line : read(Licences.INDEX).lines().skip(1).toList()) {
            String[] cells = line.split("\t", -1);
            index.put(cells[0], Arrays.asList(cells[1].split(" ", -1)));
        }
        return index;
    }

    @Test
    void everyDependencyInsideHasItsLicence() throws IOException {
        Map<String, List<String>> index = index();
        List<String> artifacts = new ArrayList<>(List.of("mailrace"));
        for (JsonNode component : bom().path("components")) {
            artifacts.add(component.path("name").asText());
        }
        jar.stream() // Also those of which the bill of materials might not know.
                .map(ZipEntry::getName)
                .filter(name -> name.matches("META-INF/maven/[^/]+/[^/]+/pom.xml"))
                .forEach(name -> artifacts.add(name.split("/", -1)[3]));
        assertThat(artifacts).hasSizeGreaterThan(60);
        for (String artifact : artifacts) {
            List<String> files = index.getOrDefault(artifact, List.of());
            assertThat(files).as(artifact).isNotEmpty();
            for (String file : files) {
                String path = file.startsWith("../../") ? file.substring("../../".length()) : Licences.FOLDER + file;
                assertThat(read(path)).as(path).hasSizeGreaterThan(100);
            }
        }
    }

    @Test
    void aNoticeIsKeptBesideTheLicenceAndNoneIsWrittenOver() throws IOException {
        assertThat(read("META-INF/licenses/jackson-core/NOTICE")).contains("Jackson");
        assertThat(read("META-INF/licenses/commons-text/NOTICE.txt")).contains("Apache Commons Text");
        assertThat(read("META-INF/licenses/netty-tcnative-boringssl-static/LICENSE.boringssl.txt"))
                .contains("BoringSSL");
        assertThat(read("META-INF/licenses/bctls-jdk18on/LICENSE.txt")).contains("Legion of the Bouncy Castle");
        assertThat(read("META-INF/LICENSE")).contains("Apache License");
        assertThat(jar.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.matches("META-INF/(NOTICE|LICENSE).+|META-INF/license/.+")))
                .isEmpty();
    }

    @Test
    void theBillOfMaterialsHasWhatIsInside() throws IOException {
        JsonNode bom = bom();
        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        List<String> purls = new ArrayList<>();
        for (JsonNode component : bom.path("components")) {
            purls.add(component.path("purl").asText());
            assertThat(component.path("licenses")).as(component.toString()).isNotEmpty();
            assertThat(component.path("hashes")).as(component.toString()).isNotEmpty();
        }
        assertThat(purls)
                .anyMatch(purl -> purl.startsWith("pkg:maven/io.netty/netty-handler@"))
                .anyMatch(purl -> purl.startsWith("pkg:npm/uplot@1.6."))
                .noneMatch(purl -> purl.contains("junit") || purl.contains("selenium"));
    }

    @Test
    void theKnownVulnerabilityOfThePlotsLibraryIsAnswered() throws IOException {
        JsonNode vulnerability = bom().path("vulnerabilities").path(0);
        assertThat(vulnerability.path("id").asText()).isEqualTo("CVE-2024-21489");
        assertThat(vulnerability.at("/analysis/state").asText()).isEqualTo("resolved");
        assertThat(vulnerability.at("/affects/0/ref").asText()).startsWith("pkg:npm/uplot@");
        assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.contains("uPlot")))
                .containsExactlyInAnyOrder(
                        "dev/mailrace/html/uplot/uPlot.iife.min.js", "dev/mailrace/html/uplot/uPlot.min.css");
    }

    private static JsonNode bom() throws IOException {
        return new ObjectMapper().readTree(read(Materials.FILE));
    }
}
