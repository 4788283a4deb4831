package dev.mailrace.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes commands (RFC 5321 §4.1.1) into a buffer: each method appends one line with its CRLF and allocates nothing.
 *
 * <p>Arguments are bytes that were checked when they were prepared: none holds CR, LF or NUL (see {@link #argument}).
 */
public final class CommandWriter {
    private static final byte[] MAIL = ascii("MAIL FROM:<");
    private static final byte[] RCPT = ascii("RCPT TO:<");
    private static final byte[] DATA = ascii("DATA\r\n");
    private static final byte[] BDAT = ascii("BDAT ");
    private static final byte[] LAST = ascii(" LAST\r\n");
    private static final byte[] RSET = ascii("RSET\r\n");
    private static final byte[] QUIT = ascii("QUIT\r\n");
    private static final byte[] AUTH = ascii("AUTH ");

    private CommandWriter() {}

    /**
     * An argument as bytes, checked.
     *
     * @throws IllegalArgumentException when it holds CR, LF or NUL, which would end or split the command
     */
    public static byte[] argument(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException(
                        "argument: \"" + Printable.of(text, 80) + "\" (expected: no CR, LF or NUL)");
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Opens {@code MAIL FROM:<}; the sender's bytes follow, then {@link #endPath}. */
    public static void startMail(ByteBuf out) {
        out.writeBytes(MAIL);
    }

    /** Opens {@code RCPT TO:<}; the recipient's bytes follow, then {@link #endPath}. */
    public static void startRcpt(ByteBuf out) {
        out.writeBytes(RCPT);
    }

    /** Closes a path and its command; {@code parameters} is empty or begins with a blank. */
    public static void endPath(ByteBuf out, byte[] parameters) {
        out.writeByte('>').writeBytes(parameters);
        endLine(out);
    }

    public static void data(ByteBuf out) {
        out.writeBytes(DATA);
    }

    /** {@code BDAT size LAST}: the whole message as one chunk (RFC 3030 §2). */
    public static void bdatLast(ByteBuf out, long bytes) {
        out.writeBytes(BDAT);
        writeDecimal(out, bytes);
        out.writeBytes(LAST);
    }

    private static void writeDecimal(ByteBuf out, long number) {
        long divisor = 1;
        while (number / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            out.writeByte((int) ('0' + number / divisor % 10));
        }
    }

    public static void rset(ByteBuf out) {
        out.writeBytes(RSET);
    }

    public static void quit(ByteBuf out) {
        out.writeBytes(QUIT);
    }

    /** {@code EHLO name} or {@code HELO name}. */
    public static void hello(ByteBuf out, boolean extended, byte[] name) {
        out.writeByte(extended ? 'E' : 'H').writeByte(extended ? 'H' : 'E');
        out.writeByte('L').writeByte('O').writeByte(' ').writeBytes(name);
        endLine(out);
    }

    /**
     * {@code AUTH mechanism [initial-response]} (RFC 4954 §4).
     *
     * @param initialResponse base64; empty when there is none to send with the command
     */
    public static void auth(ByteBuf out, byte[] mechanism, byte[] initialResponse) {
        out.writeBytes(AUTH).writeBytes(mechanism);
        if (initialResponse.length > 0) {
            out.writeByte(' ').writeBytes(initialResponse);
        }
        endLine(out);
    }

    /** A bare line: a base64 response, or {@code *} to cancel (RFC 4954 §4). */
    public static void line(ByteBuf out, byte[] text) {
        out.writeBytes(text);
        endLine(out);
    }

    private static void endLine(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
