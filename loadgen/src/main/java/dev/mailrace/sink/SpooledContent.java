package dev.mailrace.sink;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** The content of one message on its way to the {@link Spool}. Owned by one transaction, which keeps or drops it. */
final class SpooledContent {
    /** Where the next byte of DATA's content stands. */
    private enum Place {
        LINE_START,
        /** Behind a dot that began a line, and was left out. */
        DOT,
        /** Behind that dot and a CR: only the end of all content goes on with LF. */
        DOT_RETURN,
        LINE,
        RETURN
    }

    private final Spool spool;
    private final Path file;
    private @Nullable OutputStream out; // null: nothing can be written any more
    private Place place = Place.LINE_START;
    private byte[] unstuffed = new byte[0];

    /**
     * Content to come.
     *
     * @param out owned; null: the file could not be made
     */
    SpooledContent(Spool spool, Path file, @Nullable OutputStream out) {
        this.spool = spool;
        this.file = file;
        this.out = out;
    }

    /** Writes {@code count} bytes as they are; borrowed, and not read past. */
    void write(ByteBuf in, int count) {
        OutputStream open = out;
        if (open == null) {
            return;
        }
        try {
            in.getBytes(in.readerIndex(), open, count);
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** Writes {@code count} bytes of DATA's content, the final dot among them at last, without its stuffing. */
    void writeStuffed(ByteBuf in, int count) {
        OutputStream open = out;
        if (open == null) {
            return;
        }
        if (unstuffed.length < count + 1) {
            unstuffed = new byte[count + 1];
        }
        int length = 0;
        for (int i = in.readerIndex(); i < in.readerIndex() + count; i++) {
            byte b = in.getByte(i);
            if (place == Place.DOT_RETURN && b != '\n') {
                unstuffed[length++] = '\r';
            }
            boolean belongs = switch (place) {
                case LINE_START -> b != '.';
                case DOT -> b != '\r';
                case DOT_RETURN -> b != '\n';
                case LINE, RETURN -> true;
            };
            if (belongs) {
                unstuffed[length++] = b;
            }
            place = next(b);
        }
        try {
            open.write(unstuffed, 0, length);
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private Place next(byte b) {
        return switch (place) {
            case LINE_START -> b == '.' ? Place.DOT : inLine(b);
            case DOT -> b == '\r' ? Place.DOT_RETURN : Place.LINE;
            case DOT_RETURN, RETURN -> b == '\n' ? Place.LINE_START : inLine(b);
            case LINE -> inLine(b);
        };
    }

    private static Place inLine(byte b) {
        return b == '\r' ? Place.RETURN : Place.LINE;
    }

    /** Names the file after the message's queue id, and returns whether the content is safe. */
    boolean keep(long queueId) {
        OutputStream open = out;
        if (open == null) {
            return false;
        }
        try {
            open.close();
            Files.move(file, spool.file(queueId), StandardCopyOption.REPLACE_EXISTING);
            out = null;
            return true;
        } catch (IOException e) {
            giveUp(e);
            return false;
        }
    }

    /** Forgets the content. */
    void drop() {
        OutputStream open = out;
        if (open == null) {
            return;
        }
        out = null;
        try {
            open.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            spool.failed(e);
        }
    }

    private void giveUp(IOException cause) {
        spool.failed(cause);
        drop();
    }
}
