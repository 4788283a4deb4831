package dev.mailrace.sink;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of MAIL that the sink knows, each with its keyword and the form of its value. Pure; allocates nothing.
 */
enum MailParameter {
    /** RFC 1870. */
    SIZE("SIZE"),
    /** RFC 6152 and RFC 3030. */
    BODY("BODY"),
    /** RFC 4954 §5: who submitted the message first, which makes no difference here. */
    AUTH("AUTH"),
    /** RFC 6531. */
    SMTPUTF8("SMTPUTF8"),
    /** RFC 3461 §4.3. */
    RET("RET"),
    /** RFC 3461 §4.4. */
    ENVID("ENVID"),
    /** RFC 6710. */
    MT_PRIORITY("MT-PRIORITY"),
    /** RFC 8689. */
    REQUIRETLS("REQUIRETLS"),
    /** RFC 2852. */
    BY("BY"),
    /** RFC 4865. */
    HOLDFOR("HOLDFOR"),
    /** RFC 4865. */
    HOLDUNTIL("HOLDUNTIL");

    /** Seconds that a message may be asked to take at least (RFC 2852 §3). */
    static final int BY_SECONDS_MIN = 60;

    static final int HOLD_SECONDS_MAX = 30 * 24 * 3_600;
    static final int HOLD_YEAR_MAX = 2099;

    private static final MailParameter[] VALUES = values();
    private static final byte[] SEVEN_BIT = LineBytes.ascii("7BIT");
    private static final byte[] EIGHT_BIT = LineBytes.ascii("8BITMIME");
    private static final byte[] BINARY = LineBytes.ascii("BINARYMIME");
    private static final byte[] FULL = LineBytes.ascii("FULL");
    private static final byte[] HEADERS = LineBytes.ascii("HDRS");

    private static final int SIZE_DIGITS_MAX = 20; // RFC 1870 §4
    private static final int ENVID_CHARACTERS_MAX = 100; // RFC 3461 §4.4
    private static final int SECONDS_DIGITS_MAX = 9; // RFC 2852 §4, RFC 4865 §5

    @SuppressWarnings("ImmutableEnumChecker") // Bytes are what a keyword is; nobody changes them.
    private final byte[] keyword;

    MailParameter(String keyword) {
        this.keyword = LineBytes.ascii(keyword);
    }

    /** The parameter of a keyword, in any case; null when it is unknown. */
    static @Nullable MailParameter of(byte[] line, int start, int end) {
        for (MailParameter parameter : VALUES) {
            if (LineBytes.equal(line, start, end, parameter.keyword)) {
                return parameter;
            }
        }
        return null;
    }

    int bit() {
        return 1 << ordinal();
    }

    /**
     * Judges a value.
     *
     * @param start behind the equals sign; -1 when there is none
     * @param sizeMax bytes that a message may have
     * @return {@link SinkReply#MAIL_OK} or the refusal
     */
    SinkReply judge(byte[] line, int start, int end, long sizeMax) {
        return switch (this) {
            case SIZE -> size(line, start, end, sizeMax);
            case BODY ->
                refusedUnless(
                        isBinary(line, start, end)
                                || isWord(line, start, end, EIGHT_BIT)
                                || isWord(line, start, end, SEVEN_BIT),
                        SinkReply.BODY_SYNTAX);
            case AUTH -> refusedUnless(start >= 0 && start < end, SinkReply.MAIL_AUTH_SYNTAX);
            case SMTPUTF8 -> refusedUnless(start < 0, SinkReply.SMTPUTF8_SYNTAX);
            case RET ->
                refusedUnless(
                        isWord(line, start, end, FULL) || isWord(line, start, end, HEADERS), SinkReply.RET_SYNTAX);
            case ENVID ->
                refusedUnless(
                        start >= 0
                                && start < end
                                && end - start <= ENVID_CHARACTERS_MAX
                                && LineBytes.isXtext(line, start, end),
                        SinkReply.ENVID_SYNTAX);
            case MT_PRIORITY -> refusedUnless(isPriority(line, start, end), SinkReply.PRIORITY_SYNTAX);
            case REQUIRETLS -> refusedUnless(start < 0, SinkReply.REQUIRETLS_SYNTAX);
            case BY -> by(line, start, end);
            case HOLDFOR -> {
                long seconds = start < 0 ? -1 : LineBytes.number(line, start, end, SECONDS_DIGITS_MAX);
                yield refusedUnless(seconds >= 1 && seconds <= HOLD_SECONDS_MAX, SinkReply.HOLDFOR_SYNTAX);
            }
            case HOLDUNTIL -> {
                int year = start < 0 ? -1 : DateTimes.year(line, start, end);
                yield refusedUnless(year >= 0 && year <= HOLD_YEAR_MAX, SinkReply.HOLDUNTIL_SYNTAX);
            }
        };
    }

    /** Whether the value of BODY has content come by BDAT only (RFC 3030 §3). */
    static boolean isBinary(byte[] line, int start, int end) {
        return isWord(line, start, end, BINARY);
    }

    private static SinkReply refusedUnless(boolean fits, SinkReply refusal) {
        return fits ? SinkReply.MAIL_OK : refusal;
    }

    private static boolean isWord(byte[] line, int start, int end, byte[] capitals) {
        return start >= 0 && LineBytes.equal(line, start, end, capitals);
    }

    private static SinkReply size(byte[] line, int start, int end, long sizeMax) {
        long size = start < 0 ? -1 : LineBytes.number(line, start, end, SIZE_DIGITS_MAX);
        if (size < 0) {
            return SinkReply.SIZE_SYNTAX;
        }
        return size > sizeMax ? SinkReply.TOO_BIG : SinkReply.MAIL_OK;
    }

    /** RFC 6710 §4.2: -9 to 9, where zero has no sign. */
    private static boolean isPriority(byte[] line, int start, int end) {
        if (start < 0) {
            return false;
        }
        boolean negative = start < end && line[start] == '-';
        long digit = LineBytes.number(line, negative ? start + 1 : start, end, 1);
        return negative ? digit >= 1 : digit >= 0;
    }

    /** RFC 2852 §4: {@code [+-]seconds;N} or {@code ;R}, either with a T for trace. */
    private static SinkReply by(byte[] line, int start, int end) {
        int semicolon = start < 0 ? end : LineBytes.indexOf(';', line, start, end);
        boolean signed = start >= 0 && start < semicolon && (line[start] == '-' || line[start] == '+');
        long seconds =
                start < 0 ? -1 : LineBytes.number(line, signed ? start + 1 : start, semicolon, SECONDS_DIGITS_MAX);
        int mode = semicolon + 1 < end ? line[semicolon + 1] & 0xdf : 0;
        boolean endsThere = end == semicolon + 2 || (end == semicolon + 3 && (line[semicolon + 2] & 0xdf) == 'T');
        if (seconds < 0 || !endsThere || (mode != 'N' && mode != 'R')) {
            return SinkReply.BY_SYNTAX;
        }
        if (mode == 'N') {
            return SinkReply.MAIL_OK; // A time that is too short, or past, is only told of.
        }
        if (seconds == 0 || line[start] == '-') {
            return SinkReply.BY_PAST;
        }
        return seconds < BY_SECONDS_MIN ? SinkReply.BY_TOO_SOON : SinkReply.MAIL_OK;
    }
}
