package dev.mailrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The package table: each package may use the packages named beside it, and no other of ours. */
class ArchitectureTest {
    private static final String ROOT = "dev.mailrace.";

    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("fault", Set.of()),
            Map.entry("words", Set.of()),
            Map.entry("wire", Set.of("fault")),
            Map.entry("sasl", Set.of("fault")),
            Map.entry("pacing", Set.of("fault")),
            Map.entry("files", Set.of("fault")),
            Map.entry("terminal", Set.of("fault", "files")),
            Map.entry("net", Set.of("fault", "files")),
            Map.entry("mail", Set.of("wire", "fault", "files")),
            Map.entry("session", Set.of("wire", "sasl", "net", "fault")),
            Map.entry("metrics", Set.of("session", "fault")),
            // What beside a load is worth a place on its axis goes out with its intervals.
            Map.entry("monitor", Set.of("metrics", "wire", "fault", "files", "words")),
            Map.entry("scenario", Set.of("session", "sasl", "mail", "pacing", "net", "fault", "files", "words")),
            Map.entry("sink", Set.of("wire", "sasl", "mail", "net", "fault")),
            Map.entry("engine", Set.of("scenario", "metrics", "session", "mail", "pacing", "net")),
            Map.entry(
                    "delivery", Set.of("sink", "metrics", "session", "mail", "net", "wire", "fault", "files", "words")),
            Map.entry("analysis", Set.of("metrics", "session", "fault")),
            Map.entry("runfile", Set.of("analysis", "metrics", "session", "fault", "files", "words")),
            Map.entry("report", Set.of("runfile", "analysis", "metrics", "session", "terminal", "words")),
            Map.entry("html", Set.of("report", "runfile", "analysis", "metrics", "session", "words")),
            Map.entry("meters", Set.of("metrics", "session", "fault")),
            Map.entry(
                    "experiment",
                    Set.of(
                            "engine",
                            "delivery",
                            "runfile",
                            "analysis",
                            "monitor",
                            "sink",
                            "scenario",
                            "metrics",
                            "session",
                            "mail",
                            "pacing",
                            "sasl",
                            "net",
                            "wire",
                            "fault",
                            "files",
                            "words")),
            Map.entry(
                    "options",
                    Set.of(
                            "experiment",
                            "delivery",
                            "monitor", // makes its plan of options
                            "metrics", // the names of its values
                            "scenario",
                            "sink",
                            "analysis",
                            "session",
                            "sasl",
                            "mail",
                            "pacing",
                            "net",
                            "wire",
                            "terminal",
                            "fault",
                            "files")),
            Map.entry(
                    "cluster",
                    Set.of(
                            "experiment",
                            "engine",
                            "analysis", // exit codes
                            "scenario",
                            "metrics",
                            "session", // phases and outcomes, which intervals count by
                            "net", // an agent says its transport
                            "terminal", // processes of its own
                            "fault")),
            // No engine: commands make runs by way of "experiment".
            Map.entry(
                    "cli",
                    Set.of(
                            "options",
                            "cluster",
                            "experiment",
                            "delivery",
                            "report",
                            "html",
                            "meters",
                            "runfile",
                            "analysis",
                            "monitor",
                            "sink",
                            "scenario",
                            "metrics",
                            "session",
                            "sasl",
                            "pacing",
                            "net",
                            "wire",
                            "terminal",
                            "fault",
                            "files",
                            "words")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.mailrace");

    static Stream<String> packages() {
        return CLASSES.stream().map(ArchitectureTest::packageOf).distinct().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void importsOnlyPointDown(String name) {
        assertThat(ALLOWED).as("every package stands in the table").containsKey(name);
        Set<String> allowed = ALLOWED.getOrDefault(name, Set.of());
        Map<String, Set<String>> wrong = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            if (!packageOf(type).equals(name)) {
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().startsWith(ROOT)) {
                    continue;
                }
                String used = packageOf(target);
                if (!used.equals(name) && !allowed.contains(used)) {
                    wrong.computeIfAbsent(used, k -> new TreeSet<>()).add(dependency.getDescription());
                }
            }
        }
        assertThat(wrong).as("%s may use %s", name, allowed).isEmpty();
    }

    @Test
    void theRootHoldsNoClasses() {
        assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals("dev.mailrace")))
                .isEmpty();
    }

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
    }
}
