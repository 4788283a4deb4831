package dev.mailrace.sink;

/**
 * The argument of RCPT (RFC 5321 §4.1.1.3): a path in brackets, then parameters, each once. Pure; allocates nothing.
 */
final class RcptArguments {
    private static final byte[] TO = LineBytes.ascii("TO:");
    private static final byte[] NOTIFY = LineBytes.ascii("NOTIFY");
    private static final byte[] ORIGINAL = LineBytes.ascii("ORCPT");
    private static final byte[] NEVER = LineBytes.ascii("NEVER");
    private static final byte[] SUCCESS = LineBytes.ascii("SUCCESS");
    private static final byte[] FAILURE = LineBytes.ascii("FAILURE");
    private static final byte[] DELAY = LineBytes.ascii("DELAY");
    private static final byte[] UTF8_TYPE = LineBytes.ascii("UTF-8");
    private static final byte[] REFUSED = LineBytes.ascii("REFUSED");
    private static final byte[] FULL = LineBytes.ascii("FULL");
    private static final int ORIGINAL_CHARACTERS_MAX = 500; // RFC 3461 §4.2

    private RcptArguments() {}

    /**
     * Judges what follows RCPT.
     *
     * @param line borrowed
     * @param utf8 whether MAIL came with SMTPUTF8
     * @param refusesNames as {@link SinkTrait#REFUSING_NAMES} has it
     * @return {@link SinkReply#RCPT_OK} or the refusal
     */
    static SinkReply judge(byte[] line, int start, int end, boolean utf8, boolean refusesNames) {
        int open = AddressPath.open(line, start, end, TO);
        int close = open == AddressPath.NONE ? AddressPath.NONE : AddressPath.close(line, open, end);
        if (close == AddressPath.NONE) {
            return SinkReply.RCPT_SYNTAX;
        }
        if (close - open == 2) {
            return SinkReply.RECIPIENT_EMPTY;
        }
        SinkReply refusal = AddressPath.characters(line, open, close, utf8);
        if (refusal != null) {
            return refusal;
        }
        SinkReply reply = judgeParameters(line, close, end, utf8);
        return refusesNames && reply == SinkReply.RCPT_OK ? judgeName(line, open + 1, close) : reply;
    }

    /** Where the bracket of its path opens, of an argument that was judged well. */
    static int open(byte[] line, int start, int end) {
        return AddressPath.open(line, start, end, TO);
    }

    private static SinkReply judgeName(byte[] line, int start, int end) {
        if (LineBytes.startsWith(line, start, end, REFUSED)) {
            return SinkReply.NO_SUCH_USER;
        }
        return LineBytes.startsWith(line, start, end, FULL) ? SinkReply.MAILBOX_FULL : SinkReply.RCPT_OK;
    }

    private static SinkReply judgeParameters(byte[] line, int start, int end, boolean utf8) {
        boolean notify = false;
        boolean original = false;
        int index = LineBytes.skipBlanks(line, start, end);
        while (index < end) {
            int parameterEnd = LineBytes.skipWord(line, index, end);
            int equals = LineBytes.indexOf('=', line, index, parameterEnd);
            SinkReply reply;
            if (LineBytes.equal(line, index, equals, NOTIFY)) {
                reply = notify ? SinkReply.PARAMETER_TWICE : judgeNotify(line, equals + 1, parameterEnd);
                notify = true;
            } else if (LineBytes.equal(line, index, equals, ORIGINAL)) {
                reply = original ? SinkReply.PARAMETER_TWICE : judgeOriginal(line, equals + 1, parameterEnd, utf8);
                original = true;
            } else {
                reply = SinkReply.PARAMETER_UNKNOWN;
            }
            if (reply != SinkReply.RCPT_OK) {
                return reply;
            }
            index = LineBytes.skipBlanks(line, parameterEnd, end);
        }
        return SinkReply.RCPT_OK;
    }

    /** RFC 3461 §4.1: NEVER stands alone. */
    private static SinkReply judgeNotify(byte[] line, int start, int end) {
        if (LineBytes.equal(line, start, end, NEVER)) {
            return SinkReply.RCPT_OK;
        }
        int index = start;
        while (index <= end) {
            int comma = LineBytes.indexOf(',', line, index, end);
            if (!LineBytes.equal(line, index, comma, SUCCESS)
                    && !LineBytes.equal(line, index, comma, FAILURE)
                    && !LineBytes.equal(line, index, comma, DELAY)) {
                return SinkReply.NOTIFY_SYNTAX;
            }
            index = comma + 1;
        }
        return start <= end ? SinkReply.RCPT_OK : SinkReply.NOTIFY_SYNTAX;
    }

    /** RFC 3461 §4.2: {@code type;xtext}; an address of type utf-8 may be UTF-8 as it is (RFC 6533 §3). */
    private static SinkReply judgeOriginal(byte[] line, int start, int end, boolean utf8) {
        int semicolon = LineBytes.indexOf(';', line, start, end);
        boolean shaped = semicolon > start && semicolon + 1 < end && end - start <= ORIGINAL_CHARACTERS_MAX;
        if (!shaped || !isAtom(line, start, semicolon)) {
            return SinkReply.ORCPT_SYNTAX;
        }
        boolean raw =
                utf8 && LineBytes.equal(line, start, semicolon, UTF8_TYPE) && !LineBytes.isAscii(line, semicolon, end);
        boolean fits = raw ? LineBytes.isUtf8(line, semicolon, end) : LineBytes.isXtext(line, semicolon + 1, end);
        return fits ? SinkReply.RCPT_OK : SinkReply.ORCPT_SYNTAX;
    }

    private static boolean isAtom(byte[] line, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = line[i];
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-';
            if (!plain) {
                return false;
            }
        }
        return true;
    }
}
