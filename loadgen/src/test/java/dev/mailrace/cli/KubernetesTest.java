package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests for Kubernetes: what they name is there, and what they type is understood. No cluster is needed. */
class KubernetesTest {
    private static final Path FOLDER = Path.of("../scripts/kubernetes");

    /** What a pod puts in place of a variable. */
    private static final Map<String, String> VARIABLES = Map.of("POD_NAME", "agents-0", "POD_IP", "10.0.0.1");

    private final List<JsonNode> objects = new ArrayList<>();
    private final Map<String, String> texts;

    KubernetesTest() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            texts = files.filter(file -> file.toString().endsWith(".yaml"))
                    .collect(java.util.stream.Collectors.toMap(
                            file -> String.valueOf(file.getFileName()), KubernetesTest::text));
        }
        for (String text : texts.values()) {
            try (var each = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(text)) {
                each.forEachRemaining(objects::add);
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private JsonNode object(String kind, String name) {
        return objects.stream()
                .filter(each -> each.path("kind").asText().equals(kind)
                        && each.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(kind + " " + name + " is in none of " + texts.keySet()));
    }

    /** Specifications of pods, with what makes them. */
    private List<JsonNode> pods() {
        return objects.stream()
                .map(each -> each.path("kind").asText().equals("Pod") ? each : each.at("/spec/template"))
                .filter(each -> each.has("spec"))
                .toList();
    }

    private List<JsonNode> containers() {
        return pods().stream()
                .flatMap(pod -> stream(pod.at("/spec/containers")))
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return java.util.stream.StreamSupport.stream(array.spliterator(), false);
    }

    private static List<String> arguments(JsonNode container) {
        return stream(container.path("args"))
                .map(JsonNode::asText)
                .map(each -> Pattern.compile("\\$\\((\\w+)\\)")
                        .matcher(each)
                        .replaceAll(variable -> String.valueOf(VARIABLES.get(variable.group(1)))))
                .toList();
    }

    private static String option(JsonNode container, String name) {
        return arguments(container).stream()
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not given"));
    }

    @Test
    void argumentsAreUnderstood() {
        int understood = 0;
        for (JsonNode container : containers()) {
            List<String> arguments = arguments(container);
            if (!arguments.isEmpty()) {
                Main.line(new Main()).parseArgs(arguments.toArray(String[]::new));
                understood++;
            }
        }
        assertThat(understood).isEqualTo(3);
    }

    @Test
    void argumentsThatMayBeUncommentedAreUnderstood() {
        Matcher offered = Pattern.compile("# - (--\\S+)").matcher(String.valueOf(texts.get("agents.yaml")));
        assertThat(offered.find()).isTrue();
        Main.line(new Main())
                .parseArgs(Stream.concat(
                                arguments(container("StatefulSet", "agents")).stream(), Stream.of(offered.group(1)))
                        .toArray(String[]::new));
    }

    private JsonNode container(String kind, String name) {
        return object(kind, name).at("/spec/template/spec/containers/0");
    }

    @Test
    void theRunCallsEachAgentWhereItListens() {
        JsonNode agents = object("StatefulSet", "agents");
        String service = agents.at("/spec/serviceName").asText();
        assertThat(object("Service", service).at("/spec/clusterIP").asText()).isEqualTo("None");
        assertThat(option(container("StatefulSet", "agents"), "--listen")).isEqualTo("agents-0." + service + ":7355");
        List<String> names = IntStream.range(0, agents.at("/spec/replicas").asInt())
                .mapToObj(i -> "agents-" + i + "." + service + ":7355")
                .toList();
        assertThat(option(container("Job", "run"), "--agents").split(",")).containsExactlyElementsOf(names);
    }

    @Test
    void theRunAimsAtTheSinkWhereItListens() {
        JsonNode service = object("Service", "sink");
        int port = service.at("/spec/ports/0/port").asInt();
        assertThat(arguments(container("Job", "run"))).contains("smtp://sink:" + port);
        assertThat(option(container("Deployment", "sink"), "--port")).isEqualTo(String.valueOf(port));
    }

    @Test
    void selectorsSelectPods() {
        for (JsonNode each : objects) {
            JsonNode selector = each.at("/spec/selector");
            JsonNode wanted = selector.has("matchLabels") ? selector.path("matchLabels") : selector;
            if (wanted.isObject()) {
                assertThat(pods())
                        .as("%s %s", each.path("kind"), each.at("/metadata/name"))
                        .anyMatch(pod -> wanted.equals(pod.at("/metadata/labels")));
            }
        }
    }

    @Test
    void volumesAreThereAndMounted() {
        String secrets = text(FOLDER.resolve("README.md"));
        for (JsonNode pod : pods()) {
            Set<String> volumes = new HashSet<>();
            for (JsonNode volume : pod.at("/spec/volumes")) {
                volumes.add(volume.path("name").asText());
                String secret = volume.at("/secret/secretName").asText();
                assertThat(secrets).contains(secret); // Made by what people type.
                String claim = volume.at("/persistentVolumeClaim/claimName").asText();
                if (!claim.isEmpty()) {
                    object("PersistentVolumeClaim", claim);
                }
            }
            Set<String> mounted = new HashSet<>();
            pod.at("/spec/containers/0/volumeMounts")
                    .forEach(mount -> mounted.add(mount.path("name").asText()));
            assertThat(mounted).isEqualTo(volumes);
        }
    }

    @Test
    void filesThatArgumentsNameAreOfAVolume() {
        for (JsonNode container : containers()) {
            List<String> folders = stream(container.path("volumeMounts"))
                    .map(mount -> mount.path("mountPath").asText() + "/")
                    .toList();
            for (String argument : arguments(container)) {
                int value = argument.indexOf("=/") + 1;
                if (value > 0) {
                    assertThat(folders).as(argument).anyMatch(folder -> argument.startsWith(folder, value));
                }
            }
        }
    }

    @Test
    void variablesAreSet() {
        for (JsonNode container : containers()) {
            List<String> set = stream(container.path("env"))
                    .map(variable -> variable.path("name").asText())
                    .toList();
            Matcher used = Pattern.compile("\\$\\((\\w+)\\)")
                    .matcher(container.path("args").toString());
            while (used.find()) {
                assertThat(set).contains(used.group(1));
            }
        }
    }

    @Test
    void theImageIsOfThisVersion() {
        Matcher version = Pattern.compile("<artifactId>mailrace-parent</artifactId>\\s*<version>([^<]+)")
                .matcher(text(Path.of("../pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(containers().stream().map(each -> each.path("image").asText()))
                .filteredOn(image -> !image.startsWith("busybox:"))
                .containsOnly("mailrace:" + version.group(1));
    }

    @Test
    void noPodHasRightsThatItDoesNotNeed() {
        for (JsonNode pod : pods()) {
            assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/spec/automountServiceAccountToken").asBoolean(true))
                    .isFalse();
            JsonNode context = pod.at("/spec/containers/0/securityContext");
            assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        }
    }

    @Test
    void theReadmeNamesEachManifest() {
        assertThat(text(FOLDER.resolve("README.md"))).contains(texts.keySet());
    }
}
