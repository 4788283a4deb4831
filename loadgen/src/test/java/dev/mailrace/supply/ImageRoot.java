package dev.mailrace.supply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Lays out what a container image holds beside Mailrace's jars, which the build's profile 'image' puts into it. An image that starts
 * from nothing gets a Java runtime made of this JDK's modules, and the libraries of this machine that it is linked against: no shell,
 * no package manager. One that starts from another image gets a folder to work in and the JVM's options.
 */
public final class ImageRoot {
    /**
     * What Mailrace's code asks for at run time. {@code jdeps} names more, for parts of libraries that are never reached: java.desktop
     * (beans), java.sql, java.scripting, java.compiler. It misses what is found by name: elliptic curves, DNS, Kerberos, character sets
     * of mail.
     */
    private static final String MODULES = String.join(
            ",",
            "java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.xml",
            "jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth",
            "jdk.security.jgss,jdk.unsupported");

    /** Libraries that natives in the jars are linked against, beside those of the JVM; empty shells in newer versions of glibc. */
    private static final List<String> OF_NATIVES = List.of("libdl.so.2", "libpthread.so.0", "librt.so.1");

    /** As in "libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x…)", or the loader's "/lib64/ld-linux-x86-64.so.2 (0x…)". */
    private static final Pattern LINKED = Pattern.compile("(?:=> )?(/\\S+) \\(0x");

    private static final Path LICENCES = Path.of("/usr/share/doc");

    /** Its letters are all there are; without it names of files are of ASCII. */
    private static final Path LOCALE = Path.of("/usr/lib/locale/C.utf8/LC_CTYPE");

    private final Path root;

    private ImageRoot(Path root) {
        this.root = root;
    }

    /**
     * The entry point, within Maven's JVM.
     *
     * @param arguments the folder that becomes the image's root, and the image that it starts from: "scratch" for nothing
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ImageRoot image = new ImageRoot(Path.of(arguments[0]));
        image.empty();
        Files.createDirectories(image.in("/work"));
        boolean isOwn = arguments[1].equals("scratch");
        image.write("/app/java-options", options(isOwn ? Runtime.version().feature() : 17));
        if (isOwn) {
            image.accounts();
            image.runtime();
        }
    }

    private Path in(String path) {
        return root.resolve(path.substring(1));
    }

    private void write(String path, String content) throws IOException {
        Files.createDirectories(in(path).getParent());
        Files.writeString(in(path), content, StandardCharsets.UTF_8);
    }

    private void empty() throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /**
     * What scripts/mailrace gives the JVM, as far as it can be said without a shell: heap and direct memory, which is as large as the
     * heap may be, are parts of what the container has, and leave the JVM itself its share.
     */
    private static String options(int version) {
        String lent = version < 24 ? "" : """
                  --enable-native-access=ALL-UNNAMED
                  --sun-misc-unsafe-memory-access=allow
                  """;
        return lent + """
                  -Xlog:disable
                  -Xlog:all=error:stderr
                  -XX:+UseSerialGC
                  -XX:InitialRAMPercentage=10
                  -XX:MinRAMPercentage=35
                  -XX:MaxRAMPercentage=35
                  -Xmn32m
                  -Dio.netty.tryReflectionSetAccessible=true
                  -Dio.netty.jfr.enabled=false
                  """;
    }

    private void accounts() throws IOException {
        write("/etc/passwd", "root:x:0:0::/:/nowhere\nmailrace:x:10001:10001::/work:/nowhere\n");
        write("/etc/group", "root:x:0:\nmailrace:x:10001:\n");
        write("/etc/nsswitch.conf", "hosts: files dns\n");
        Files.createDirectories(in("/tmp"));
    }

    private void runtime() throws IOException, InterruptedException {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.equals("Linux amd64")) {
            throw new IllegalStateException("image: made of this machine's libraries, which are of " + system
                    + " (expected: Linux amd64, or -Djib.from.image=…)");
        }
        Path java = in("/opt/java/openjdk");
        Files.createDirectories(java.getParent());
        int status = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("image: no jlink (expected: Maven run by a whole JDK)"))
                .run(
                        System.out,
                        System.err,
                        "--add-modules=" + MODULES,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output=" + java);
        if (status != 0) {
            throw new IllegalStateException("image: jlink failed");
        }
        try (Stream<Path> tools = Files.list(java.resolve("bin"))) {
            for (Path tool : tools.filter(each -> !each.endsWith("java")).toList()) {
                Files.delete(tool);
            }
        }
        libraries(java);
    }

    /** Copies what the runtime is linked against to where it is here, for the loader looks in the same places there. */
    private void libraries(Path java) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ldd"));
        try (Stream<Path> files = Files.walk(java)) {
            files.filter(file -> file.endsWith("bin/java") || file.toString().endsWith(".so"))
                    .sorted()
                    .forEach(file -> command.add(file.toString()));
        }
        TreeSet<Path> libraries = new TreeSet<>();
        Matcher linked = LINKED.matcher(outputOf(command));
        while (linked.find()) {
            Path library = Path.of(linked.group(1));
            if (!library.normalize().startsWith(java.toAbsolutePath())) {
                libraries.add(library);
            }
        }
        Path libc = libraries.stream()
                .filter(each -> each.endsWith("libc.so.6"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("image: the runtime is not linked against glibc"));
        OF_NATIVES.forEach(name -> libraries.add(libc.resolveSibling(name)));
        for (Path library : libraries) {
            copy(library);
        }
        if (Files.exists(LOCALE)) {
            copy(LOCALE);
        }
        // The runtime brings its own licences; these are where this is Debian.
        for (String name : List.of("libc6", "libgcc-s1", "libstdc++6", "zlib1g")) {
            Path licence = LICENCES.resolve(name).resolve("copyright");
            if (Files.exists(licence)) {
                copy(licence);
            }
        }
    }

    /** To where it is here, and what it is rather than a link. */
    private void copy(Path file) throws IOException {
        Path copy = in(file.toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file.toRealPath(), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static String outputOf(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("image: " + command.get(0) + " says: " + output);
        }
        return output;
    }
}
