package dev.mailrace.sink;

/**
 * The argument of MAIL (RFC 5321 §4.1.1.2): a path in brackets, then parameters, each once.
 *
 * <p>Owned by one event loop, whose sessions share it: what the last line gave is read at once. Allocates nothing.
 */
final class MailArguments {
    private static final byte[] FROM = LineBytes.ascii("FROM:");

    private final long sizeMax;
    private int given; // bits of MailParameter
    private boolean binary;

    /** For messages of up to {@code sizeMax} bytes. */
    MailArguments(long sizeMax) {
        this.sizeMax = sizeMax;
    }

    /**
     * Judges what follows MAIL.
     *
     * @param line borrowed
     * @param secure whether the connection is TLS
     * @return {@link SinkReply#MAIL_OK} or the refusal
     */
    SinkReply judge(byte[] line, int start, int end, boolean secure) {
        given = 0;
        binary = false;
        int open = AddressPath.open(line, start, end, FROM);
        int close = open == AddressPath.NONE ? AddressPath.NONE : AddressPath.close(line, open, end);
        if (close == AddressPath.NONE) {
            return SinkReply.MAIL_SYNTAX;
        }
        int index = LineBytes.skipBlanks(line, close, end);
        while (index < end) {
            int parameterEnd = LineBytes.skipWord(line, index, end);
            SinkReply reply = judgeParameter(line, index, parameterEnd);
            if (reply != SinkReply.MAIL_OK) {
                return reply;
            }
            index = LineBytes.skipBlanks(line, parameterEnd, end);
        }
        if (has(MailParameter.HOLDFOR) && has(MailParameter.HOLDUNTIL)) {
            return SinkReply.HOLD_TWICE;
        }
        if (has(MailParameter.REQUIRETLS) && !secure) {
            return SinkReply.TLS_NEEDED;
        }
        SinkReply refusal = AddressPath.characters(line, open, close, acceptsUtf8());
        return refusal == null ? SinkReply.MAIL_OK : refusal;
    }

    private SinkReply judgeParameter(byte[] line, int start, int end) {
        int equals = LineBytes.indexOf('=', line, start, end);
        MailParameter parameter = MailParameter.of(line, start, equals);
        if (parameter == null) {
            return SinkReply.PARAMETER_UNKNOWN;
        }
        if (has(parameter)) {
            return SinkReply.PARAMETER_TWICE;
        }
        given |= parameter.bit();
        int value = equals < end ? equals + 1 : -1;
        binary |= parameter == MailParameter.BODY && MailParameter.isBinary(line, value, end);
        return parameter.judge(line, value, end, sizeMax);
    }

    private boolean has(MailParameter parameter) {
        return (given & parameter.bit()) != 0;
    }

    /** Whether the line that was judged last lets addresses be UTF-8 (RFC 6531 §3.4). */
    boolean acceptsUtf8() {
        return has(MailParameter.SMTPUTF8);
    }

    /** Whether the line that was judged last has content come by BDAT only (RFC 3030 §3). */
    boolean isBinary() {
        return binary;
    }
}
