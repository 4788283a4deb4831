package dev.mailrace.wire;

import dev.mailrace.fault.Refusal;
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
    private static final byte[] STARTTLS = ascii("STARTTLS\r\n");
    private static final byte[] XCLIENT = ascii("XCLIENT ADDR=");
    private static final byte[] XCLIENT_IPV6 = ascii("IPV6:");
    private static final byte[] SIZE = ascii(" SIZE=");
    private static final byte[] EHLO = ascii("EHLO ");
    private static final byte[] HELO = ascii("HELO ");
    private static final byte[] LHLO = ascii("LHLO ");

    private CommandWriter() {}

    /**
     * An argument as bytes, checked.
     *
     * @throws Refusal when it holds CR, LF or NUL, which would end or split the command
     */
    public static byte[] argument(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new Refusal("argument", "\"" + Printable.of(text, 80) + "\"", "no CR, LF or NUL");
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

    /** Closes a path; parameters may follow, each with a blank before it, then {@link #endLine}. */
    public static void endPath(ByteBuf out) {
        out.writeByte('>');
    }

    /** Ends a command. */
    public static void endLine(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    public static void data(ByteBuf out) {
        out.writeBytes(DATA);
    }

    /** {@code BDAT size}, and {@code LAST} where no chunk follows (RFC 3030 §2). */
    public static void bdat(ByteBuf out, long bytes, boolean last) {
        out.writeBytes(BDAT);
        writeDecimal(out, bytes);
        if (last) {
            out.writeBytes(LAST);
        } else {
            endLine(out);
        }
    }

    /** A message's size as MAIL tells it (RFC 1870 §5); a blank stands before it. */
    public static void size(ByteBuf out, long bytes) {
        out.writeBytes(SIZE);
        writeDecimal(out, bytes);
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

    /** Says who the client is. */
    public enum Greeting {
        EHLO,
        /** For servers that do not know EHLO (RFC 5321 §3.2). */
        HELO,
        /** For LMTP (RFC 2033 §4.1). */
        LHLO
    }

    /** {@code EHLO name}, or one of its like. */
    public static void hello(ByteBuf out, Greeting greeting, byte[] name) {
        out.writeBytes(
                switch (greeting) {
                    case EHLO -> EHLO;
                    case HELO -> HELO;
                    case LHLO -> LHLO;
                });
        out.writeBytes(name);
        endLine(out);
    }

    public static void startTls(ByteBuf out) {
        out.writeBytes(STARTTLS);
    }

    /** {@code XCLIENT ADDR=192.0.2.1}, with {@code IPV6:} before an address of that kind (Postfix's XCLIENT_README). */
    public static void xclient(ByteBuf out, byte[] address, boolean ipv6) {
        out.writeBytes(XCLIENT);
        if (ipv6) {
            out.writeBytes(XCLIENT_IPV6);
        }
        out.writeBytes(address);
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

    /** A whole line that was prepared: a command, a base64 response, or {@code *} to cancel (RFC 4954 §4). */
    public static void line(ByteBuf out, byte[] text) {
        out.writeBytes(text);
        endLine(out);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
