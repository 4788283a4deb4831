package dev.mailrace.cluster;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends agents the files that a scenario names, each once, whatever its name: an agent is offered all by their digests and says
 * which it lacks. They go in pieces, of which few are under way, so that no message is large. Owned by the thread that makes runs.
 */
final class FileSender {
    /** A part of what a message may have. */
    static final int PIECE_BYTES = 1 << 19;

    /** Pieces to one agent that it has not confirmed. */
    private static final int UNDER_WAY_MAX = 4;

    private final Map<String, byte[]> contents = new LinkedHashMap<>();
    private final Map<Integer, Delivery> deliveries = new HashMap<>();

    /** To one agent. */
    private static final class Delivery {
        private final Consumer<ToAgent> to;
        private final ArrayDeque<ToAgent.Piece> left = new ArrayDeque<>();
        private boolean hasAnswered;
        private int underWay;

        Delivery(Consumer<ToAgent> to) {
            this.to = to;
        }

        void send() {
            while (underWay < UNDER_WAY_MAX && !left.isEmpty()) {
                to.accept(left.remove());
                underWay++;
            }
        }
    }

    /** @param files what agents are to have */
    FileSender(Collection<byte[]> files) {
        files.forEach(file -> contents.put(digest(file), file));
    }

    /** SHA-256, in hexadecimal digits. */
    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Each JVM has it.
        }
    }

    /** Begins with an agent. */
    void offer(int agent, Consumer<ToAgent> to) {
        deliveries.put(agent, new Delivery(to));
        List<ToAgent.Offered> offered = new ArrayList<>();
        contents.forEach((digest, content) -> offered.add(new ToAgent.Offered(digest, content.length)));
        to.accept(new ToAgent.Offer(offered));
    }

    /** An agent has said which it lacks. */
    void lacks(int agent, List<String> digests) {
        Delivery delivery = deliveries.get(agent);
        if (delivery == null || delivery.hasAnswered) {
            return;
        }
        delivery.hasAnswered = true;
        for (String digest : digests) {
            byte[] content = contents.get(digest);
            for (int from = 0; content != null && (from < content.length || from == 0); from += PIECE_BYTES) {
                int length = Math.min(PIECE_BYTES, content.length - from);
                delivery.left.add(new ToAgent.Piece(
                        digest, ByteBuffer.wrap(content, from, length).slice()));
            }
        }
        delivery.send();
    }

    /** It has a piece. */
    void confirmed(int agent) {
        Delivery delivery = deliveries.get(agent);
        if (delivery != null) {
            delivery.underWay--;
            delivery.send();
        }
    }

    /** Whether all have all. */
    boolean isDone() {
        return deliveries.values().stream()
                .allMatch(delivery -> delivery.hasAnswered && delivery.underWay == 0 && delivery.left.isEmpty());
    }
}
