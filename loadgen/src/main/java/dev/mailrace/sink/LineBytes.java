package dev.mailrace.sink;

import java.nio.charset.StandardCharsets;

/** Looks at the bytes of a command line. Pure; allocates nothing. All methods borrow the line. */
final class LineBytes {
    private LineBytes() {}

    static int skipBlanks(byte[] line, int start, int end) {
        int index = start;
        while (index < end && isBlank(line[index])) {
            index++;
        }
        return index;
    }

    static int skipWord(byte[] line, int start, int end) {
        int index = start;
        while (index < end && !isBlank(line[index])) {
            index++;
        }
        return index;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** The index of {@code sought}; {@code end} when it does not occur. */
    static int indexOf(char sought, byte[] line, int start, int end) {
        int index = start;
        while (index < end && line[index] != sought) {
            index++;
        }
        return index;
    }

    /** Whether all of it is {@code capitals}, in any case. */
    static boolean equal(byte[] line, int start, int end, byte[] capitals) {
        return end - start == capitals.length && startsWith(line, start, end, capitals);
    }

    static boolean startsWith(byte[] line, int start, int end, byte[] capitals) {
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

    /**
     * A decimal number without a sign.
     *
     * @param digitsMax at most 20; beyond a long's range it is {@link Long#MAX_VALUE}
     * @return -1 when there are no digits, too many, or anything else
     */
    static long number(byte[] line, int start, int end, int digitsMax) {
        if (start >= end || end - start > digitsMax) {
            return -1;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
        }
        return number;
    }

    static boolean isAscii(byte[] line, int start, int end) {
        for (int i = start; i < end; i++) {
            if (line[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is xtext (RFC 3461 §4): printable ASCII, where {@code +} begins two capital hexadecimal digits. */
    static boolean isXtext(byte[] line, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = line[i];
            if (b == '+') {
                if (i + 2 >= end || !isHex(line[i + 1]) || !isHex(line[i + 2])) {
                    return false;
                }
                i += 2;
            } else if (b < '!' || b > '~' || b == '=') {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'F');
    }

    /** Whether it is UTF-8 (RFC 3629 §4): no overlong forms, no surrogates, nothing beyond U+10FFFF. */
    static boolean isUtf8(byte[] line, int start, int end) {
        int index = start;
        while (index < end) {
            int first = line[index] & 0xff;
            int length =
                    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
            if (length == 0 || index + length > end || !continues(line, index, length, first)) {
                return false;
            }
            index += length;
        }
        return true;
    }

    private static boolean continues(byte[] line, int start, int length, int first) {
        for (int i = 1; i < length; i++) {
            if ((line[start + i] & 0xc0) != 0x80) {
                return false;
            }
        }
        int second = length > 2 ? line[start + 1] & 0xff : 0;
        return switch (first) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
