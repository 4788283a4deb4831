package dev.mailrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.report.CsvReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
    void aLinkStaysALinkAndWhatItPointsToIsWritten() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        ReportFile.replace(link, new byte[] {'a'});
        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("a");
    }
}
