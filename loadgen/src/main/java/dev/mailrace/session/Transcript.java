package dev.mailrace.session;

import dev.mailrace.wire.Printable;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Writes down a session's dialogue, line by line, with secrets masked.
 *
 * <p>Owned by the channel's loop. Stands between the network and the session; for looking at one session, not for load.
 */
public final class Transcript extends ChannelDuplexHandler {
    /**
     * One line of the dialogue.
     *
     * @param fromServer who said it
     * @param text printable, without line end; secrets are {@code ***}
     * @param waitNanos on the last line of a reply, when it is one: the time since the client last wrote; -1 elsewhere
     */
    public record Line(boolean fromServer, String text, long waitNanos) {
        /** {@code S: } or {@code C: }, and the text. */
        @Override
        public String toString() {
            return (fromServer ? "S: " : "C: ") + text;
        }
    }

    private static final int LINE_CHARACTERS_MAX = 1_000;
    private static final String MASK = "***";

    private final Consumer<Line> lines;
    private final StringBuilder said = new StringBuilder();
    private final StringBuilder heard = new StringBuilder();
    private long lastWriteNanos;
    private boolean authenticating;
    private Secrets secrets = Secrets.NONE;

    public Transcript(Consumer<Line> lines) {
        this.lines = lines;
    }

    /** The session may say its first secret only after it has joined the pipeline, behind this handler. */
    private Secrets secrets(ChannelHandlerContext ctx) {
        SmtpSession session = ctx.pipeline().get(SmtpSession.class);
        if (session != null) {
            secrets = session.secrets;
        }
        return secrets;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        lastWriteNanos = ctx.executor().ticker().nanoTime();
        ctx.fireChannelActive();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        lastWriteNanos = ctx.executor().ticker().nanoTime();
        Secrets known = secrets(ctx);
        collect((ByteBuf) message, said, line -> clientSaid(line, known));
        ctx.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        long waitNanos = ctx.executor().ticker().nanoTime() - lastWriteNanos;
        Secrets known = secrets(ctx);
        collect((ByteBuf) message, heard, line -> serverSaid(known.shown(line), waitNanos));
        ctx.fireChannelRead(message);
    }

    /** Cuts bytes into lines; the rest waits for more. */
    private static void collect(ByteBuf bytes, StringBuilder rest, Consumer<String> line) {
        rest.append(bytes.toString(StandardCharsets.UTF_8));
        int start = 0;
        for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
            int textEnd = end > start && rest.charAt(end - 1) == '\r' ? end - 1 : end;
            line.accept(rest.substring(start, textEnd));
            start = end + 1;
        }
        rest.delete(0, start);
    }

    private void clientSaid(String line, Secrets known) {
        lines.accept(new Line(false, known.isResponse(line) ? MASK : masked(line), -1));
    }

    private String masked(String line) {
        if (line.toUpperCase(Locale.ROOT).startsWith("AUTH ")) {
            authenticating = true;
            int mechanismEnd = line.indexOf(' ', "AUTH ".length());
            return mechanismEnd < 0 ? line : line.substring(0, mechanismEnd + 1) + MASK;
        }
        return authenticating && !line.equals("*") ? MASK : Printable.of(line, LINE_CHARACTERS_MAX);
    }

    private void serverSaid(String line, long waitNanos) {
        boolean goesOn = line.length() > 3 && line.charAt(3) == '-';
        lines.accept(new Line(true, Printable.of(line, LINE_CHARACTERS_MAX), goesOn ? -1 : waitNanos));
        if (!line.startsWith("334")) {
            authenticating = false;
        }
    }
}
