package dev.mailrace.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A scenario with the files that it names, for another machine: there it reads these, and no others. Immutable.
 *
 * @param scenario in YAML; files have the names that they have in {@code files}
 * @param files their content, by names without a beginning or a way up
 */
public record ShippedScenario(String scenario, Map<String, byte[]> files) {
    /** They are in memory, with each of those that make the load. */
    static final int BYTES_MAX = 64 << 20;

    private static final Set<String> PATHS = RunKeys.ofFiles();

    /** Texts that name a file behind a sign. */
    private static final Set<String> ADDRESSES = Set.of("from", "to");

    private static final String SESSIONS = "sessions";
    private static final String FROM_FILE = "@";
    private static final YAMLMapper YAML = new YAMLMapper();

    /**
     * What the command line and its file ask for.
     *
     * @param settings of one run of a command that may make several, as {@link ScenarioPrinter} has them
     */
    public static ShippedScenario of(CommandSpec command, Map<String, List<String>> settings) {
        ObjectNode tree = ScenarioPrinter.tree(command, settings);
        Map<String, byte[]> files = new LinkedHashMap<>();
        replace(tree, (key, path) -> pack(key, Path.of(path), files));
        return new ShippedScenario(ScenarioPrinter.text(tree), files);
    }

    private static String pack(String key, Path path, Map<String, byte[]> files) {
        String number = String.valueOf(files.size());
        try {
            if (!Files.isDirectory(path)) {
                String name = number + "/" + path.getFileName();
                add(key, name, path, files);
                return name;
            }
            try (Stream<Path> all = Files.walk(path)) {
                for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                    add(key, number + "/" + path.relativize(file), file, files);
                }
            }
            return number;
        } catch (IOException e) {
            throw new Refusal(key, SystemWords.named(e), "a file that can be read", e);
        }
    }

    private static void add(String key, String name, Path file, Map<String, byte[]> files) throws IOException {
        long bytes = files.values().stream().mapToLong(each -> each.length).sum() + Files.size(file);
        if (bytes > BYTES_MAX) {
            throw new Refusal(
                    key, "more than " + (BYTES_MAX >> 20) + " MiB with all files", "less, where others make the load");
        }
        files.put(name, Files.readAllBytes(file));
    }

    /**
     * The scenario as it is read here.
     *
     * @param folder an empty one, which gets the files
     */
    public String unpack(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = inside(folder, file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        try {
            if (!(YAML.readTree(scenario) instanceof ObjectNode tree)) {
                return scenario;
            }
            replace(tree, (key, name) -> {
                Path path = inside(folder, name);
                if (!Files.exists(path)) {
                    throw foreign(name);
                }
                return path.toString();
            });
            return ScenarioPrinter.text(tree);
        } catch (JsonProcessingException e) {
            throw new Refusal("scenario", "no YAML", "one that a coordinator sends", e);
        }
    }

    private static Path inside(Path folder, String name) {
        Path path = folder.resolve(name).normalize();
        if (!path.startsWith(folder) || path.equals(folder)) {
            throw foreign(name);
        }
        return path;
    }

    private static Refusal foreign(String name) {
        return new Refusal("file", name, "one that came with the scenario");
    }

    /** Puts other names where files are named. */
    private static void replace(ObjectNode tree, BiFunction<String, String, String> by) {
        for (String key : List.copyOf(names(tree))) {
            JsonNode value = tree.get(key);
            if (key.equals(SESSIONS)) {
                value.forEach(kind -> replace((ObjectNode) kind, by));
            } else if (value instanceof ArrayNode list) {
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, replaced(key, list.get(i), by));
                }
            } else {
                tree.set(key, replaced(key, value, by));
            }
        }
    }

    private static List<String> names(ObjectNode tree) {
        return tree.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static JsonNode replaced(String key, JsonNode value, BiFunction<String, String, String> by) {
        String text = value.asText();
        if (PATHS.contains(key)) {
            return TextNode.valueOf(by.apply(key, text));
        }
        return ADDRESSES.contains(key) && text.startsWith(FROM_FILE)
                ? TextNode.valueOf(FROM_FILE + by.apply(key, text.substring(FROM_FILE.length())))
                : value;
    }
}
