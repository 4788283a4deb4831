package dev.mailrace.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control groups of a process and those around them, as folders (Documentation/admin-guide/cgroup-v1, cgroup-v2.rst): a limit
 * of any of them holds.
 *
 * <p>A container may see the names that its groups have outside and the folders that they have inside; so folders that are
 * not there are passed over, up to the root. Immutable.
 *
 * @param self names of the process's groups, as in {@code 4:cpu,cpuacct:/a/b} (version 1) or {@code 0::/a/b} (2)
 * @param root where groups are folders
 */
record ControlGroups(Path self, Path root) {
    static final ControlGroups OWN = new ControlGroups(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));

    /**
     * Files of that name in the process's groups and those around them, the closest first; none where this is not Linux, or one
     * that hides it.
     *
     * @param controller that has such files in version 1
     */
    List<Path> files(String controller, String name) {
        List<Path> files = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(self)) {
                String[] parts = line.split(":", 3);
                if (parts.length == 3 && parts[1].isEmpty()) {
                    add(root, parts[2], name, files);
                } else if (parts.length == 3
                        && Arrays.asList(parts[1].split(",", -1)).contains(controller)) {
                    add(root.resolve(parts[1]), parts[2], name, files);
                }
            }
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
        return files;
    }

    private static void add(Path top, String group, String name, List<Path> files) {
        Path own = top.resolve(group.substring(group.startsWith("/") ? 1 : 0)).normalize();
        for (@Nullable Path folder = own; folder != null && folder.startsWith(top); folder = folder.getParent()) {
            Path file = folder.resolve(name);
            if (Files.isReadable(file)) {
                files.add(file);
            }
        }
    }
}
