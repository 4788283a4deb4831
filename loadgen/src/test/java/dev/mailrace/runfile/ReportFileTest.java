package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.report.CsvReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
    private final Path folder;

    ReportFileTest(@TempDir Path parent) throws IOException {
        folder = Files.createDirectory(parent.resolve("run"));
    }

    @Test
    void aLogWhoseFolderIsRemovedIsLostAndNotMadeAgain() throws IOException {
        Path log = folder.resolve("intervals.hlog");
        HlogReport report = HlogReport.to(log);
        report.started(SampleRun.info(0, 1, 0));
        Files.delete(log);
        Files.delete(folder);
        assertThatThrownBy(() -> report.ended(SampleRun.ordinary())).hasMessageContaining("it was removed while");
        assertThat(folder).doesNotExist();
    }

    @Test
    void aLogThatAnotherFileReplacedIsLost() throws IOException {
        Path csv = folder.resolve("run.csv");
        CsvReport report = CsvReport.to(csv);
        Files.move(csv, folder.resolve("moved.csv"));
        Files.writeString(csv, "another");
        assertThatThrownBy(() -> report.ended(SampleRun.ordinary()))
                .hasMessageContaining("another file took its place");
        assertThat(csv).hasContent("another");
    }

    @Test
    void aDocumentWhoseFolderIsRemovedIsLostAndNotMadeAgain() throws IOException {
        RunFile report = RunFile.to(folder.resolve("run.json"));
        Files.delete(folder);
        assertThatThrownBy(() -> report.ended(SampleRun.ordinary())).isInstanceOf(IOException.class);
        assertThat(folder).doesNotExist();
    }

    @Test
    @Timeout(60)
    void aPipeWhoseReaderIsSlowHoldsNobodyUp() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        FutureTask<InputStream> opened = new FutureTask<>(() -> Files.newInputStream(pipe));
        new Thread(opened).start();
        OutputStream out = ReportFile.open(pipe);
        byte[] second = new byte[1 << 20]; // A pipe has room for 64 KiB.
        out.write(second);
        out.flush();
        try (InputStream in = opened.get()) {
            assertThat(in.readNBytes(second.length)).hasSize(second.length);
            out.close();
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aLinkStaysALinkAndWhatItPointsToIsWritten() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        ReportFile.replace(link, new byte[] {'a'});
        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("a");
    }
}
