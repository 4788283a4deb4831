package dev.mailrace.bench.peers;

import java.util.Locale;

/**
 * What all contenders are asked to do in one column of the table.
 *
 * @param bytes of a message's content, header included where a contender lets it be chosen so finely
 * @param kept connections stay for the next message; else each carries one
 */
record Cell(int bytes, int connections, boolean kept) {
    String size() {
        return bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " B";
    }

    String sessions() {
        return kept ? "kept" : "one message each";
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, %,d connections, %s", size(), connections, sessions());
    }
}
