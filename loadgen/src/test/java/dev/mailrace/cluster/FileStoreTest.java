package dev.mailrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files go to an agent once each, in pieces, and arrive as they left. */
class FileStoreTest {
    private final FileStore store = new FileStore();
    private final ArrayDeque<ToAgent> way = new ArrayDeque<>();
    private int pieces;

    /** All messages arrive; how many were under way at most. */
    private int deliver(FileSender sender) {
        int most = 0;
        sender.offer(3, way::add);
        while (!way.isEmpty()) {
            most = Math.max(most, way.size());
            ToAgent message = way.remove();
            if (message instanceof ToAgent.Offer offer) {
                sender.lacks(3, store.offered(offer.files()));
            } else if (message instanceof ToAgent.Piece piece) {
                pieces++;
                store.take(piece);
                sender.confirmed(3);
            }
        }
        assertThat(sender.isDone()).isTrue();
        return most;
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    @Test
    void eachFileIsSentOnce() {
        byte[] large = random(10 * FileSender.PIECE_BYTES + 1);
        List<byte[]> files = new ArrayList<>(List.of(large, random(5), large.clone(), new byte[0]));
        FileSender sender = new FileSender(files);
        assertThat(deliver(sender)).as("few are under way").isLessThanOrEqualTo(4);
        assertThat(pieces).isEqualTo(11 + 1 + 1);
        files.forEach(file -> assertThat(store.content(FileSender.digest(file))).isEqualTo(file));
        files.add(random(7));
        deliver(new FileSender(files));
        assertThat(pieces).as("only the new one").isEqualTo(14);
        deliver(new FileSender(List.of(random(7))));
        assertThat(pieces).isEqualTo(14);
        assertThatThrownBy(() -> store.content(FileSender.digest(large)))
                .as("forgotten")
                .isInstanceOf(Refusal.class);
    }

    @Test
    void nobodyIsDoneBeforeAllHaveAnswered() {
        FileSender sender = new FileSender(List.of(random(5)));
        sender.offer(0, way::add);
        assertThat(sender.isDone()).isFalse();
        sender.lacks(0, List.of());
        assertThat(sender.isDone()).isTrue();
    }

    @Test
    void whatIsNotAsItWasOfferedIsRefused() {
        byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
        String digest = FileSender.digest(content);
        store.offered(List.of(new ToAgent.Offered(digest, content.length)));
        assertThatThrownBy(() -> store.take(new ToAgent.Piece(digest, ByteBuffer.allocate(content.length))))
                .hasMessageStartingWith("files: changed on the way");
        assertThatThrownBy(() -> store.take(new ToAgent.Piece(digest, ByteBuffer.allocate(content.length + 1))))
                .hasMessageStartingWith("files: more than was offered");
        assertThatThrownBy(() -> store.take(new ToAgent.Piece("another", ByteBuffer.allocate(1))))
                .hasMessageStartingWith("files: more than was offered");
        assertThatThrownBy(() -> store.offered(List.of(new ToAgent.Offered(digest, FileStore.BYTES_MAX + 1))))
                .hasMessageContaining("at most 64 MiB");
        assertThatThrownBy(() ->
                        store.offered(List.of(new ToAgent.Offered("a", Long.MAX_VALUE), new ToAgent.Offered("b", 2))))
                .as("sums do not overflow")
                .isInstanceOf(Refusal.class);
    }
}
