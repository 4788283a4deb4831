package dev.mailrace.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A standard stream whose reader takes its time, or leaves, while runs go on. */
@Timeout(60)
class StandardStreamTest {
    private static final int LENGTH = 1 << 20; // A pipe has room for 64 KiB.

    private final Path pipe;

    StandardStreamTest(@TempDir Path folder) throws Exception {
        pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
    }

    private FutureTask<InputStream> reader() {
        FutureTask<InputStream> opened = new FutureTask<>(() -> Files.newInputStream(pipe));
        new Thread(opened).start();
        return opened;
    }

    @Test
    void whoeverPrintsToAHaltedTerminalIsNotHeldUp() throws Exception {
        FutureTask<InputStream> reader = reader();
        FutureTask<byte[]> read;
        try (FileOutputStream out = new FileOutputStream(pipe.toFile());
                InputStream in = reader.get()) {
            StandardStream stream = StandardStream.of(out.getFD(), true);
            StandardStream.writeApart(stream);
            stream.print("x".repeat(LENGTH));
            stream.flush();
            assertThat(StandardStream.isBehind(stream)).isTrue();
            assertThat(StandardStream.failure(stream)).isNull();
            read = new FutureTask<>(() -> in.readNBytes(LENGTH + 4));
            new Thread(read).start();
            StandardStream.writeAtOnce(stream);
            assertThat(StandardStream.isBehind(stream)).isFalse();
            stream.print("last");
            stream.flush();
            assertThat(read.get()).hasSize(LENGTH + 4).endsWith("last".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aReaderThatLeavesIsNoticedByTheOtherThreadToo() throws Exception {
        FutureTask<InputStream> reader = reader();
        CountDownLatch gone = new CountDownLatch(1);
        try (FileOutputStream out = new FileOutputStream(pipe.toFile())) {
            StandardStream stream = StandardStream.of(out.getFD(), true);
            stream.whenReaderGone(gone::countDown);
            StandardStream.writeApart(stream);
            reader.get().close();
            stream.print("x");
            stream.flush();
            assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(stream.isReaderGone()).isTrue();
            StandardStream.writeAtOnce(stream);
            assertThat(StandardStream.failure(stream)).isEqualTo("broken pipe");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
