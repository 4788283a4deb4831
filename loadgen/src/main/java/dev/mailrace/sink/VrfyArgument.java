package dev.mailrace.sink;

/** The argument of VRFY (RFC 5321 §4.1.1.6), which SMTPUTF8 may follow (RFC 6531 §3.7.4.2). Pure; allocates nothing. */
final class VrfyArgument {
    private static final byte[] SMTPUTF8 = LineBytes.ascii("SMTPUTF8");

    private VrfyArgument() {}

    /** What to say; borrows the line. */
    static SinkReply judge(CommandDecoder decoder) {
        byte[] line = decoder.bytes();
        int start = decoder.argumentStart();
        int end = decoder.end();
        int lastWord = end;
        while (lastWord > start && !LineBytes.isBlank(line[lastWord - 1])) {
            lastWord--;
        }
        boolean utf8 = lastWord > start && LineBytes.equal(line, lastWord, end, SMTPUTF8);
        if (start == end) {
            return SinkReply.ARGUMENT_MISSING;
        }
        SinkReply refusal = AddressPath.characters(line, start, utf8 ? lastWord : end, utf8);
        return refusal == null ? SinkReply.NOT_VERIFIED : refusal;
    }
}
