package dev.mailrace.runfile;

import dev.mailrace.fault.SystemWords;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a log that may have been cut at any byte, by a kill or a full disk: also within a character, which a decoder of the
 * whole file would meet some lines too early. Owned by one thread.
 */
final class LogLines implements AutoCloseable {
    private static final Pattern HEAD = Pattern.compile("^#\\[mailrace .*, run ([^,\\]]+)");

    private final InputStream in;
    private boolean ended;

    private LogLines(InputStream in) {
        this.in = in;
    }

    static LogLines of(Path file) throws IOException {
        return new LogLines(new BufferedInputStream(Files.newInputStream(file)));
    }

    /**
     * Refuses a log that says of itself that it is of another run; earlier versions said nothing.
     *
     * @throws IllegalArgumentException also when it cannot be read
     */
    static void checkRun(Path log, String runId) {
        String name = JsonFile.printable(log.toString());
        try (LogLines lines = of(log)) {
            String head = lines.next();
            Matcher matcher = HEAD.matcher(head == null ? "" : head);
            if (matcher.find() && !matcher.group(1).equals(runId)) {
                throw JsonFile.refused(
                        name,
                        "of run " + JsonFile.printable(matcher.group(1)) + ", and " + PastRun.RUN_FILE
                                + " beside it is of run " + runId,
                        "both of one run");
            }
        } catch (IOException e) {
            throw JsonFile.refused(name, SystemWords.of(e), PastRun.EXPECTED);
        }
    }

    /**
     * The next line, without its end; null after the last. Of a last line that ends within a character, what is before that.
     *
     * @throws CharacterCodingException where a line that has an end is no UTF-8
     */
    @Nullable
    String next() throws IOException {
        if (ended) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) {
                ended = true;
                return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
            }
            line.write(one);
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(line.toByteArray()))
                .toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
