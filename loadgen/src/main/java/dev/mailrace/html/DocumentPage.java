package dev.mailrace.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.report.CapacityConclusion;
import dev.mailrace.runfile.JsonFile;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.RunReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command that makes several runs found, as a page: a search, logins, a comparison, a calibration. */
public final class DocumentPage {
    /** The names under which results folders hold such documents. */
    public static final String CAPACITY_FILE = "capacity.json";

    public static final String AUTH_FILE = "auth.json";
    public static final String COMPARISON_FILE = "comparison.json";

    private static final List<String> FILES = List.of(CAPACITY_FILE, AUTH_FILE, COMPARISON_FILE);

    private DocumentPage() {}

    /** Whether a results folder holds such a document. */
    public static boolean isIn(Path folder) {
        return FILES.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
    }

    /**
     * Reads the document in {@code path}: a results folder, or such a file; null when that is of one run, or nothing.
     *
     * @throws IllegalArgumentException when it is no JSON
     */
    public static @Nullable ObjectNode read(Path path) {
        if (Files.isDirectory(path)) {
            for (String name : FILES) {
                if (Files.isRegularFile(path.resolve(name))) {
                    return read(path.resolve(name));
                }
            }
            return null;
        }
        return JsonFile.read(path, RunReader.EXPECTED) instanceof ObjectNode document
                        && document.path("format").asInt() == RunDocument.SEVERAL_FORMAT
                        && !kind(document).isEmpty()
                ? document
                : null;
    }

    /** Empty when it is none of those. */
    private static String kind(JsonNode document) {
        String kind = document.path("kind").asText();
        return switch (kind) {
            case "capacity", "comparison", "calibration" -> kind;
            default -> document.path("mechanisms").isArray() ? "auth" : "";
        };
    }

    /** The page of {@code document}. */
    public static byte[] of(JsonNode document) {
        Html html = new Html();
        AboutLines.write(html, document);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        String title = switch (kind(document)) {
            case "capacity" -> {
                data.set("curve", CapacityPage.write(html, document));
                yield CapacityConclusion.of(document).heading();
            }
            case "comparison" -> ComparisonPage.write(html, document);
            case "calibration" -> CalibrationPage.write(html, document);
            case "auth" -> LoginPage.write(html, document);
            default -> throw new IllegalArgumentException("no document of several runs");
        };
        return Page.of("Mailrace: " + title, html, data);
    }
}
