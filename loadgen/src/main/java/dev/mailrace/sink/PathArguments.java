package dev.mailrace.sink;

import java.nio.charset.StandardCharsets;

/**
 * The arguments of MAIL and RCPT (RFC 5321 §4.1.1.2 and §4.1.1.3): a path in brackets, then parameters.
 *
 * <p>Lenient about what stands in the brackets, strict about the brackets and the parameters. Pure; allocates nothing.
 * All methods borrow the line.
 */
final class PathArguments {
    private static final byte[] FROM = ascii("FROM:");
    private static final byte[] TO = ascii("TO:");
    private static final byte[] SIZE = ascii("SIZE=");
    private static final byte[] BODY = ascii("BODY=");
    private static final byte[] AUTH = ascii("AUTH=");
    private static final byte[] SEVEN_BIT = ascii("7BIT");
    private static final byte[] EIGHT_BIT = ascii("8BITMIME");

    /** RFC 1870 §4: a size has up to 20 digits. */
    private static final int SIZE_DIGITS_MAX = 20;

    private static final int NONE = -1;

    private PathArguments() {}

    /**
     * Judges what follows MAIL.
     *
     * @param sizeMax bytes that a message may have
     * @return {@link SinkReply#MAIL_OK} or the refusal
     */
    static SinkReply ofMail(byte[] line, int start, int end, long sizeMax) {
        int path = pathStart(line, start, end, FROM);
        int index = path == NONE ? NONE : pathEnd(line, path, end);
        if (index == NONE) {
            return SinkReply.MAIL_SYNTAX;
        }
        index = skipBlanks(line, index, end);
        while (index < end) {
            int parameterEnd = skipWord(line, index, end);
            SinkReply reply = ofMailParameter(line, index, parameterEnd, sizeMax);
            if (reply != SinkReply.MAIL_OK) {
                return reply;
            }
            index = skipBlanks(line, parameterEnd, end);
        }
        return SinkReply.MAIL_OK;
    }

    private static SinkReply ofMailParameter(byte[] line, int start, int end, long sizeMax) {
        if (startsWith(line, start, end, SIZE)) {
            return ofSize(line, start + SIZE.length, end, sizeMax);
        }
        if (startsWith(line, start, end, BODY)) {
            int value = start + BODY.length;
            boolean known = equal(line, value, end, SEVEN_BIT) || equal(line, value, end, EIGHT_BIT);
            return known ? SinkReply.MAIL_OK : SinkReply.BODY_SYNTAX;
        }
        if (startsWith(line, start, end, AUTH)) {
            // Who submitted the message first (RFC 4954 §5) makes no difference here.
            return start + AUTH.length < end ? SinkReply.MAIL_OK : SinkReply.MAIL_AUTH_SYNTAX;
        }
        return SinkReply.PARAMETER_UNKNOWN;
    }

    private static SinkReply ofSize(byte[] line, int start, int end, long sizeMax) {
        if (start == end || end - start > SIZE_DIGITS_MAX) {
            return SinkReply.SIZE_SYNTAX;
        }
        long size = 0;
        for (int i = start; i < end; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                return SinkReply.SIZE_SYNTAX;
            }
            // 20 digits overflow a long: beyond its range every size is too big, and stays so.
            size = size > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : size * 10 + digit;
        }
        return size > sizeMax ? SinkReply.TOO_BIG : SinkReply.MAIL_OK;
    }

    /**
     * Judges what follows RCPT.
     *
     * @return {@link SinkReply#RCPT_OK} or the refusal
     */
    static SinkReply ofRcpt(byte[] line, int start, int end) {
        int path = pathStart(line, start, end, TO);
        int index = path == NONE ? NONE : pathEnd(line, path, end);
        if (index == NONE) {
            return SinkReply.RCPT_SYNTAX;
        }
        if (index - path == 2) {
            return SinkReply.RECIPIENT_EMPTY;
        }
        return index == end ? SinkReply.RCPT_OK : SinkReply.PARAMETER_UNKNOWN; // No parameter of RCPT is offered.
    }

    /** Where the bracket opens; many clients put a blank before it, which RFC 5321 §4.1.1 forbids and servers take. */
    private static int pathStart(byte[] line, int start, int end, byte[] keyword) {
        if (!startsWith(line, start, end, keyword)) {
            return NONE;
        }
        int index = skipBlanks(line, start + keyword.length, end);
        return index < end && line[index] == '<' ? index : NONE;
    }

    /** Just behind the closing bracket, which is followed by a blank or nothing; quoted brackets close nothing. */
    private static int pathEnd(byte[] line, int open, int end) {
        boolean quoted = false;
        for (int i = open + 1; i < end; i++) {
            byte b = line[i];
            if (b >= 0 && b < ' ') {
                return NONE;
            } else if (b == '\\') {
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (!quoted && b == ' ') {
                return NONE;
            } else if (!quoted && b == '>') {
                return i + 1 == end || isBlank(line[i + 1]) ? i + 1 : NONE;
            }
        }
        return NONE;
    }

    private static int skipBlanks(byte[] line, int start, int end) {
        int index = start;
        while (index < end && isBlank(line[index])) {
            index++;
        }
        return index;
    }

    private static int skipWord(byte[] line, int start, int end) {
        int index = start;
        while (index < end && !isBlank(line[index])) {
            index++;
        }
        return index;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean equal(byte[] line, int start, int end, byte[] capitals) {
        return end - start == capitals.length && startsWith(line, start, end, capitals);
    }

    private static boolean startsWith(byte[] line, int start, int end, byte[] capitals) {
        if (end - start < capitals.length) {
            return false;
        }
        for (int i = 0; i < capitals.length; i++) {
            byte b = line[start + i];
            if ((b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b) != capitals[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
