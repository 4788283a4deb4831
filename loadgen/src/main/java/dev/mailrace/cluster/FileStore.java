package dev.mailrace.cluster;

import dev.mailrace.fault.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that an agent was sent, by their digests, in memory: those that the next run names, and no others. Owned by one thread. */
final class FileStore {
    /** All that a scenario names together. */
    static final long BYTES_MAX = 64L << 20;

    private final Map<String, byte[]> whole = new HashMap<>();
    private final Map<String, Long> sizes = new LinkedHashMap<>(); // of those that were offered last
    private final Map<String, ByteArrayOutputStream> parts = new HashMap<>();

    /**
     * Forgets what is not offered any more.
     *
     * @return the digests of those that it lacks
     */
    List<String> offered(List<ToAgent.Offered> files) {
        long left = BYTES_MAX;
        for (ToAgent.Offered file : files) {
            if (file.bytes() < 0 || file.bytes() > left) {
                throw new Refusal("files", "too many or too large", "at most " + (BYTES_MAX >> 20) + " MiB in all");
            }
            left -= file.bytes();
        }
        sizes.clear();
        parts.clear();
        files.forEach(file -> sizes.put(file.digest(), file.bytes()));
        whole.keySet().retainAll(sizes.keySet());
        return sizes.keySet().stream()
                .filter(digest -> !whole.containsKey(digest))
                .toList();
    }

    /** Takes a piece, which follows the one before. */
    void take(ToAgent.Piece piece) {
        Long size = sizes.get(piece.digest());
        ByteArrayOutputStream part = parts.computeIfAbsent(piece.digest(), digest -> new ByteArrayOutputStream());
        if (size == null || part.size() + piece.content().remaining() > size) {
            throw new Refusal("files", "more than was offered", "what was");
        }
        ByteBuffer content = piece.content().duplicate();
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        part.writeBytes(bytes);
        if (part.size() == size) {
            parts.remove(piece.digest());
            byte[] all = part.toByteArray();
            if (!FileSender.digest(all).equals(piece.digest())) {
                throw new Refusal("files", "changed on the way", "what the run has");
            }
            whole.put(piece.digest(), all);
        }
    }

    /** The content of a file. */
    byte[] content(String digest) {
        byte[] content = whole.get(digest);
        if (content == null) {
            throw new Refusal("files", "one that was not sent", "one that was");
        }
        return content;
    }
}
