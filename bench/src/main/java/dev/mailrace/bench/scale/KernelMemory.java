package dev.mailrace.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel holds, as /proc/meminfo and /proc/net/sockstat count it for the whole machine.
 *
 * @param slabBytes of its objects: sockets, their files, what they send and receive
 * @param tcpSockets in use, both ends of a connection of this machine
 * @param tcpBytes of what sockets send and receive, most of which is in slabs, too
 * @param availableBytes that programs could still have
 */
record KernelMemory(long slabBytes, long tcpSockets, long tcpBytes, long availableBytes) {
    private static final long PAGE_BYTES = 4096;

    static KernelMemory now() throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/meminfo")), Files.readAllLines(Path.of("/proc/net/sockstat")));
    }

    /** Of the lines of both files. */
    static KernelMemory parse(List<String> meminfo, List<String> sockstat) throws IOException {
        return new KernelMemory(
                kibibytes(meminfo, "Slab:") << 10,
                word(sockstat, "TCP:", "inuse"),
                word(sockstat, "TCP:", "mem") * PAGE_BYTES,
                kibibytes(meminfo, "MemAvailable:") << 10);
    }

    /** The number in the line {@code Name:   123 kB}. */
    static long kibibytes(List<String> lines, String name) throws IOException {
        return Long.parseLong(words(lines, name)[1]);
    }

    private static long word(List<String> lines, String name, String key) throws IOException {
        String[] words = words(lines, name);
        for (int i = 1; i + 1 < words.length; i += 2) {
            if (words[i].equals(key)) {
                return Long.parseLong(words[i + 1]);
            }
        }
        throw new IOException("no " + key + " in " + name);
    }

    private static String[] words(List<String> lines, String name) throws IOException {
        for (String line : lines) {
            if (line.startsWith(name)) {
                return line.strip().split("\\s+", -1);
            }
        }
        throw new IOException("no " + name);
    }
}
