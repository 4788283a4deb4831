package dev.mailrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is given to a slow disk is on its way at once, and nobody waits for it but at the end, and there not for ever. */
@Timeout(60)
class WriteQueueTest {
    private static final WriteQueue.Limits SOON = new WriteQueue.Limits(1 << 20, Duration.ofMillis(50));

    /** Takes what comes, but holds up whoever brings it until it is let go. */
    private static final class Stuck extends OutputStream {
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                letGo.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            synchronized (taken) {
                taken.write(bytes, offset, length);
            }
        }

        byte[] taken() {
            synchronized (taken) {
                return taken.toByteArray();
            }
        }
    }

    @Test
    void whoeverWritesToAStuckDiskIsNotHeldUp() throws IOException {
        Stuck disk = new Stuck();
        WriteQueue queue = new WriteQueue(disk, WriteQueue.Limits.USUAL);
        for (int second = 0; second < 3_600; second++) {
            queue.write(new byte[1_000]);
            queue.flush();
        }
        assertThat(disk.taken()).isEmpty();
        assertThat(queue.isBehind()).isTrue();
        disk.letGo.countDown();
        queue.close();
        assertThat(disk.taken()).hasSize(3_600_000);
        assertThat(queue.isBehind()).isFalse();
    }

    @Test
    void anyPiecesComeOutAsTheyWentIn() throws IOException {
        ByteArrayOutputStream disk = new ByteArrayOutputStream();
        ByteArrayOutputStream given = new ByteArrayOutputStream();
        Random random = new Random(1);
        try (WriteQueue queue = new WriteQueue(disk, WriteQueue.Limits.USUAL)) {
            for (int i = 0; i < 100; i++) {
                byte[] piece = new byte[random.nextInt(4) == 0 ? random.nextInt(70_000) : random.nextInt(300)];
                random.nextBytes(piece);
                given.write(piece);
                queue.write(piece);
                queue.flush();
            }
        }
        assertThat(disk.toByteArray()).isEqualTo(given.toByteArray());
    }

    @Test
    void whatWaitsIsLimited() throws IOException {
        Stuck disk = new Stuck();
        WriteQueue queue = new WriteQueue(disk, new WriteQueue.Limits(1 << 20, Duration.ofHours(1)));
        queue.write(new byte[1 << 20]);
        assertThatThrownBy(() -> queue.write(1)).hasMessageContaining("it is too slow: 1 MiB wait to be written");
        assertThatThrownBy(queue::close).hasMessageContaining("it is too slow");
        disk.letGo.countDown();
    }

    @Test
    void aDiskThatTakesNothingIsGivenUpDuringTheRun() throws IOException {
        Stuck disk = new Stuck();
        WriteQueue queue = new WriteQueue(disk, SOON);
        queue.write(1);
        assertThatThrownBy(() -> {
                    while (true) {
                        queue.flush();
                    }
                })
                .hasMessageContaining("it took nothing for ");
        disk.letGo.countDown();
    }

    @Test
    void andAtItsEnd() throws IOException {
        Stuck disk = new Stuck();
        WriteQueue queue = new WriteQueue(disk, SOON);
        queue.write(1);
        assertThatThrownBy(queue::close).hasMessageContaining("it took nothing for ");
        disk.letGo.countDown();
    }

    /** A disk that has room again must not go on behind a gap. */
    @Test
    void nothingFollowsAFailure() throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        AtomicInteger writes = new AtomicInteger();
        OutputStream fullOnce = new OutputStream() {
            @Override
            public void write(int one) {
                throw new IllegalStateException("one byte");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (writes.incrementAndGet() == 2) {
                    throw new IOException("No space left on device");
                }
                taken.write(bytes, offset, length);
            }
        };
        WriteQueue queue = new WriteQueue(fullOnce, WriteQueue.Limits.USUAL);
        for (String piece : new String[] {"a", "b", "c", "d"}) {
            try {
                queue.write(piece.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                assertThat(e).hasMessage("No space left on device");
            }
        }
        assertThatThrownBy(queue::close).hasMessage("No space left on device");
        assertThatThrownBy(queue::flush).hasMessage("No space left on device");
        assertThat(taken.toString(StandardCharsets.US_ASCII)).isEqualTo("a");
    }

    @Test
    void aFaultOfThatThreadIsAFailureToo() throws IOException {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int one) {
                throw new IllegalStateException("broken");
            }
        };
        WriteQueue queue = new WriteQueue(broken, WriteQueue.Limits.USUAL);
        queue.write(1);
        assertThatThrownBy(queue::close).hasRootCauseMessage("broken");
    }

    @Test
    void whatNothingWasWrittenToIsClosedAtOnce() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int one) {}

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        WriteQueue queue = new WriteQueue(out, WriteQueue.Limits.USUAL);
        queue.close();
        queue.close();
        assertThat(closed).hasValue(1);
    }
}
