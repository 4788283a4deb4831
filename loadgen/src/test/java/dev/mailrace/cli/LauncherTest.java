package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in the places where people put it, starting a jar that says how it was started. */
@Tag("jdk")
class LauncherTest {
    /** What stands in the jar. */
    static final class Echo {
        private Echo() {}

        public static void main(String[] arguments) {
            System.out.println("started with " + List.of(arguments));
            if (System.getenv("MAILRACE_CHARSET") != null) {
                System.out.println("to print " + System.getenv("MAILRACE_CHARSET"));
            }
        }
    }

    private static final Path SCRIPTS =
            Path.of("..", "scripts").toAbsolutePath().normalize();

    private Path parent = Path.of("");
    private Path root = parent;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void installs(@TempDir Path place) throws IOException {
        parent = place;
        root = installation(parent.resolve("mailrace"));
    }

    private static Path installation(Path root) throws IOException {
        Files.createDirectories(root.resolve("scripts"));
        Files.createDirectories(root.resolve("loadgen/target"));
        Files.createDirectories(root.resolve("loadgen/src/main"));
        for (String script : List.of("mailrace", "lib.sh")) {
            Files.copy(
                    SCRIPTS.resolve(script),
                    root.resolve("scripts").resolve(script),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        for (String pom : List.of("pom.xml", "loadgen/pom.xml")) {
            Files.writeString(root.resolve(pom), "<project/>");
        }
        jar(root.resolve("loadgen/target/mailrace-all.jar"));
        return root;
    }

    private static void jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Echo.class.getName());
        String name = Echo.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                var in = Echo.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            in.transferTo(jar);
        }
    }

    @Test
    void startsWithoutAHome() throws Exception {
        environment.put("HOME", "");
        assertThat(started(root.resolve("scripts/mailrace"))).isEqualTo("started with [--version]");
        environment.remove("HOME");
        assertThat(startedBy(List.of("env", "-u", "HOME", root + "/scripts/mailrace", "--version")))
                .isEqualTo("started with [--version]");
    }

    @Test
    void saysInWhichCharactersItsCallerReads() throws Exception {
        environment.put("MAILRACE_CHARSET", "of another");
        environment.put("LC_ALL", "C");
        assertThat(started(root.resolve("scripts/mailrace"))).isEqualTo("started with [--version]\nto print US-ASCII");
        environment.put("LC_ALL", "C.UTF-8");
        assertThat(started(root.resolve("scripts/mailrace"))).isEqualTo("started with [--version]");
    }

    @Test
    void startsWhereTheShellSearchesFolders() throws Exception {
        environment.put("CDPATH", parent + ":" + root);
        assertThat(startedBy(List.of("mailrace/scripts/mailrace", "--version"))).isEqualTo("started with [--version]");
    }

    @Test
    void startsByALinkFromAnotherFolder() throws Exception {
        Path bin = Files.createDirectories(parent.resolve("bin dir"));
        Files.createSymbolicLink(bin.resolve("first"), root.resolve("scripts/mailrace"));
        Files.createSymbolicLink(bin.resolve("mailrace"), Path.of("first"));
        assertThat(started(bin.resolve("mailrace"))).isEqualTo("started with [--version]");
    }

    @Test
    void startsBelowAPathWithSpaces() throws Exception {
        Path elsewhere = installation(parent.resolve("mail race"));
        assertThat(started(elsewhere.resolve("scripts/mailrace"))).isEqualTo("started with [--version]");
    }

    /** Whoever may not write there may run it: whatever is newer than the jar. */
    @Test
    void startsFromAnInstallationThatNobodyMayWriteTo() throws Exception {
        Files.setLastModifiedTime(
                root.resolve("loadgen/pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
        boolean all = "root".equals(System.getProperty("user.name"));
        assumeTrue(
                !all || Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "root may write anywhere, and no setpriv is there");
        readOnly(parent);
        List<String> command = new ArrayList<>();
        if (all) {
            command.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
        }
        command.addAll(List.of(root + "/scripts/mailrace", "--version"));
        assertThat(startedBy(command)).isEqualTo("started with [--version]");
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> all2 = Files.walk(parent)) {
            for (Path path : all2.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private static void readOnly(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
            }
        }
    }

    @Test
    void aJavaHomeThatIsTooOldIsNamed() throws Exception {
        Path old = jdk("11.0.2");
        environment.put("JAVA_HOME", old.toString());
        assertThat(started(root.resolve("scripts/mailrace")))
                .isEqualTo(
                        "mailrace: JAVA_HOME is '" + old
                                + "', JDK 11, which is too old (set it to a JDK >= 17, or unset it to use the newest JDK found)");
    }

    @Test
    void aJavaHomeWithoutAJdkIsNamed() throws Exception {
        environment.put("JAVA_HOME", parent.resolve("gone").toString());
        assertThat(started(root.resolve("scripts/mailrace")))
                .isEqualTo("mailrace: JAVA_HOME is '" + parent.resolve("gone")
                        + "', and no JDK is there (correct it, or unset it to use the newest JDK found)");
    }

    @Test
    void aJavaHomeWithoutACompilerIsNamed() throws Exception {
        Path runtime = jdk("17.0.2");
        Files.delete(runtime.resolve("bin/javac"));
        environment.put("JAVA_HOME", runtime.toString());
        assertThat(started(root.resolve("scripts/mailrace")))
                .startsWith("mailrace: JAVA_HOME is '" + runtime + "', a runtime without a compiler");
    }

    /** A folder that looks like a JDK of this version. */
    private Path jdk(String version) throws IOException {
        Path home = parent.resolve("jdk-" + version);
        Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("java", "javac")) {
            Path file = Files.createFile(home.resolve("bin").resolve(program));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private String started(Path launcher) throws IOException, InterruptedException {
        return startedBy(List.of(launcher.toString(), "--version"));
    }

    private String startedBy(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(parent.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return out.strip();
    }
}
