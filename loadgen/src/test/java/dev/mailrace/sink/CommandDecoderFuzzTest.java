package dev.mailrace.sink;

import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Command lines are the same however their bytes are cut, and what their arguments are is judged without a stumble. */
class CommandDecoderFuzzTest extends FuzzTest {
    private static final int LINE_BYTES_MAX = 600;

    @Override
    protected void fuzz(byte[] input) {
        List<Object> whole = null;
        for (List<byte[]> pieces : Input.cuts(input)) {
            List<Object> read = read(pieces);
            whole = whole == null ? read : whole;
            assertSame(read, whole, "in " + pieces.size() + " pieces");
        }
    }

    private static List<Object> read(List<byte[]> pieces) {
        List<Object> read = new ArrayList<>();
        CommandDecoder decoder = new CommandDecoder(new byte[LINE_BYTES_MAX]);
        for (byte[] piece : pieces) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            while (in.isReadable()) {
                CommandDecoder.Result result = decoder.decode(in);
                if (result == CommandDecoder.Result.LINE) {
                    read.add(new String(decoder.bytes(), 0, decoder.end(), StandardCharsets.ISO_8859_1));
                    read.add(judged(decoder));
                } else if (result == CommandDecoder.Result.TOO_LONG) {
                    read.add(result);
                }
            }
        }
        return read;
    }

    private static Object judged(CommandDecoder decoder) {
        byte[] line = decoder.bytes();
        int start = decoder.argumentStart();
        int end = decoder.end();
        return switch (decoder.command()) {
            case MAIL ->
                List.of(
                        new MailArguments(1_000_000).judge(line, start, end, false),
                        new MailArguments(10).judge(line, start, end, true));
            case RCPT ->
                List.of(
                        RcptArguments.judge(line, start, end, false, true),
                        RcptArguments.judge(line, start, end, true, false));
            case BDAT -> new Chunk().begin(line, start, end, null);
            case VRFY, EXPN -> VrfyArgument.judge(decoder);
            case XCLIENT -> String.valueOf(XclientArguments.parse(line, start, end));
            default -> decoder.command();
        };
    }
}
