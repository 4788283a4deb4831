package dev.mailrace.sink;

import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import dev.mailrace.wire.ReplyDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A whole dialogue: however its bytes are cut, the sink says the same in replies that our client reads, and counts the same. */
class SinkSessionFuzzTest extends FuzzTest {
    private static final SinkSettings PLAIN = SinkSettings.defaults().withScramIterations(1);

    private static final List<SinkSettings> SETTINGS = List.of(
            PLAIN,
            with(SinkTrait.LMTP),
            with(SinkTrait.XCLIENT, SinkTrait.REFUSING_NAMES),
            with(SinkTrait.PROXY_PROTOCOL, SinkTrait.XCLIENT),
            PLAIN.withAuthRequired(true));

    private static SinkSettings with(SinkTrait... traits) {
        return PLAIN.withBehaviour(PLAIN.behaviour().with(traits));
    }

    private record Held(String replies, Ledger.Totals totals, boolean open) {}

    @Override
    protected void fuzz(byte[] input) {
        Input in = new Input(input);
        SinkSettings settings = SETTINGS.get(in.below(SETTINGS.size()));
        Held whole = null;
        for (List<byte[]> pieces : Input.cuts(in.rest())) {
            Held held = held(settings, pieces);
            whole = whole == null ? held : whole;
            assertSame(held, whole, "in " + pieces.size() + " pieces");
        }
        if (whole != null) {
            assertReplies(whole.replies);
        }
    }

    private static Held held(SinkSettings settings, List<byte[]> pieces) {
        try (InMemoryClient client = new InMemoryClient(settings)) {
            StringBuilder said = new StringBuilder(client.received());
            for (byte[] piece : pieces) {
                if (client.channel.isOpen()) {
                    client.send(new String(piece, StandardCharsets.ISO_8859_1));
                    said.append(client.received());
                }
            }
            // Nonces and times differ from exchange to exchange.
            String replies = said.toString().replaceAll("334 [^\r]+", "334 *");
            return new Held(replies, client.ledger.totals(), client.channel.isOpen());
        }
    }

    private static void assertReplies(String replies) {
        ReplyDecoder decoder = new ReplyDecoder();
        ByteBuf in = Unpooled.wrappedBuffer(replies.getBytes(StandardCharsets.ISO_8859_1));
        while (in.isReadable()) {
            assertTrue(decoder.decode(in) >= 200, "a reply that our client cannot read: " + decoder.violation());
            decoder.reply().lines().forEach(FuzzTest::assertPlain);
        }
    }
}
