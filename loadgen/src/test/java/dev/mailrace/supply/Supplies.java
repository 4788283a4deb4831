package dev.mailrace.supply;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes licences and the bill of materials into the classes' folder, before they become the jar. The build calls it. */
public final class Supplies {
    private static final Path PLOTS = Path.of("src/main/resources/dev/mailrace/html/uplot");

    private Supplies() {}

    /**
     * The entry point, within Maven's JVM.
     *
     * @param arguments the module's folder, its folder of classes, Maven's local repository, and CycloneDX's bom.json, which need not
     *     be there
     */
    public static void main(String[] arguments) throws IOException, URISyntaxException {
        Path module = Path.of(arguments[0]);
        Path classes = Path.of(arguments[1]);
        Path bom = Path.of(arguments[3]);
        Licences licences = new Licences(module.resolve("src/licenses"), module.resolve("../LICENSE"), classes);
        licences.note("uplot", "../../dev/mailrace/html/uplot/LICENSE");
        licences.collect(dependencies(Path.of(arguments[2])));
        if (Files.exists(bom)) {
            new Materials().write(bom, module.resolve(PLOTS).resolve("uPlot.iife.min.js"), classes);
        }
    }

    /** The jars of the class path that Maven runs this with: what Mailrace needs to run, and the folders of its own classes. */
    private static List<Dependency> dependencies(Path repository) throws URISyntaxException {
        if (!(Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader)) {
            throw new IllegalStateException("no list of jars (expected: to be run by exec:java)");
        }
        List<Dependency> dependencies = new ArrayList<>();
        for (URL url : loader.getURLs()) {
            Path path = Path.of(url.toURI());
            if (path.toString().endsWith(".jar")) {
                dependencies.add(Dependency.of(repository, path));
            }
        }
        dependencies.sort(Dependency.ORDER);
        return dependencies;
    }
}
