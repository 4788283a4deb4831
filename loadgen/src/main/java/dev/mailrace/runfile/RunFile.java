package dev.mailrace.runfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunObserver;
import dev.mailrace.metrics.RunResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Writes {@code run.json}: a {@link RunDocument}, indented.
 *
 * <p>The file stands there from the start of the run, with {@value RunDocument#RUNNING} for its ending, and is replaced
 * as a whole at the end: a reader finds one document or the other. Owned by the collector's thread.
 */
public final class RunFile implements RunObserver {
    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter JSON = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withObjectIndenter(INDENTER)
                    .withArrayIndenter(INDENTER));

    private final Destination destination;
    private UnaryOperator<ObjectNode> finisher = UnaryOperator.identity();

    private RunFile(Destination destination) {
        this.destination = destination;
    }

    /** From now on the last document is what {@code finish} makes of it. */
    public RunFile finishing(UnaryOperator<ObjectNode> finish) {
        finisher = finish;
        return this;
    }

    /** Where documents go: the last one, and perhaps one before. */
    private interface Destination {
        void write(byte[] document, boolean last) throws IOException;
    }

    /** Writes to {@code file}, which is replaced when it is there. */
    public static RunFile to(Path file) throws IOException {
        ReportFile.check(file);
        return new RunFile((document, last) -> {
            if (last || ReportFile.keepsContent(file)) { // The reader of a pipe expects one document.
                ReportFile.replace(file, document);
            }
        });
    }

    /** Writes to {@code out}, at the end of the run only. Borrowed: it is flushed and stays open. */
    public static RunFile to(OutputStream out) {
        return new RunFile((document, last) -> {
            if (last) {
                out.write(document);
                out.flush();
            }
        });
    }

    @Override
    public void started(RunInfo info) throws IOException {
        destination.write(bytes(RunDocument.running(info)), false);
    }

    @Override
    public void ended(RunResult result) throws IOException {
        destination.write(bytes(finisher.apply(RunDocument.of(result))), true);
    }

    /** A document as files have it. */
    public static byte[] bytes(ObjectNode document) {
        try {
            return (JSON.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // A tree can always be written.
        }
    }
}
