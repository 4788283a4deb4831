package dev.mailrace.engine;

import dev.mailrace.engine.Taken.Delivery;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A mail server in simulated time that does what servers in trouble do, all from one seed. What it took, and said that it
 * took, it notes in {@link Taken}. Everything runs on one loop.
 */
final class SimulatedMailServer {
    /** What may go wrong at a command. */
    enum Fault {
        REFUSAL,
        TEMPORARY,
        CLOSING_421,
        CLOSE,
        HALF_REPLY,
        STALL,
        SLOW,
        SPLIT
    }

    private static final int CONTENT = -1; // what follows DATA
    private static final int COMMANDS = -2;

    final Taken taken = new Taken();
    final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private final SplittableRandom random;
    private final int faultsInThousand;
    private final double serviceMeanNanos;
    private final long replyNanos; // Without it, whole sessions in a closed loop would go on for ever in no time.

    /** A server with whole classes of faults switched off by the seed. */
    SimulatedMailServer(long seed) {
        random = new SplittableRandom(seed);
        faultsInThousand = random.nextInt(4) * 15; // Some servers do nothing wrong.
        for (Fault fault : Fault.values()) {
            if (random.nextBoolean() && faultsInThousand > 0) {
                faults.add(fault);
            }
        }
        serviceMeanNanos = random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(20);
        replyNanos = TimeUnit.MICROSECONDS.toNanos(800);
    }

    /** A server without faults that takes a time of its own for each message, exponentially distributed. */
    SimulatedMailServer(long seed, double meanNanos) {
        random = new SplittableRandom(seed);
        faultsInThousand = 0;
        serviceMeanNanos = meanNanos;
        replyNanos = 0;
    }

    /** The server's end of a new connection. */
    void serve(Channel channel) {
        channel.pipeline().addLast(new Dialogue());
    }

    private final class Dialogue extends ChannelInboundHandlerAdapter {
        private final StringBuilder heard = new StringBuilder();
        private int seen; // of what was heard, when the end of content was looked for last
        private int awaited = COMMANDS; // or the bytes of a chunk
        private boolean lastChunk;
        private boolean chunksRefused;
        private final StringBuilder chunks = new StringBuilder();
        private boolean mail;
        private int recipients;
        private boolean mute;
        private boolean stalled;
        private long freeNanos; // when all that was decided has been said
        private long movedNanos; // when either side last did something

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            movedNanos = now(ctx);
            answer(ctx, "220 simulated", 0);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            heard.append(in.toString(StandardCharsets.ISO_8859_1));
            in.release();
            movedNanos = now(ctx);
            while (!mute && takeOne(ctx)) {}
        }

        private boolean takeOne(ChannelHandlerContext ctx) {
            if (awaited == CONTENT) {
                return takeContent(ctx);
            }
            if (awaited >= 0) {
                return takeChunk(ctx);
            }
            int end = heard.indexOf("\r\n");
            if (end < 0) {
                return false;
            }
            String line = heard.substring(0, end);
            heard.delete(0, end + 2);
            command(ctx, line);
            return true;
        }

        private boolean takeContent(ChannelHandlerContext ctx) {
            boolean empty = heard.indexOf(".\r\n") == 0;
            int end = empty ? 0 : heard.indexOf("\r\n.\r\n", Math.max(0, seen - 4));
            if (end < 0) {
                seen = heard.length();
                return false;
            }
            String content = empty ? "" : heard.substring(0, end + 2);
            heard.delete(0, empty ? 3 : end + 5);
            seen = 0;
            awaited = COMMANDS;
            contentEnded(ctx, content, true);
            return true;
        }

        private boolean takeChunk(ChannelHandlerContext ctx) {
            if (heard.length() < awaited) {
                return false;
            }
            chunks.append(heard, 0, awaited);
            heard.delete(0, awaited);
            awaited = COMMANDS;
            if (chunksRefused) {
                chunks.setLength(0);
                answer(ctx, "503 5.5.1 no transaction", 0);
            } else if (lastChunk) {
                String content = chunks.toString();
                chunks.setLength(0);
                contentEnded(ctx, content, false);
            } else {
                answer(ctx, "250 chunk", 0);
            }
            return true;
        }

        private void command(ChannelHandlerContext ctx, String line) {
            switch (line.substring(0, Math.min(4, line.length()))) {
                case "EHLO" -> answer(ctx, "250-simulated\r\n250-PIPELINING\r\n250 CHUNKING", 0);
                case "MAIL" -> {
                    taken.nestedMails += mail ? 1 : 0;
                    String reply = mail ? "503 nested" : refusalOr("250 ok");
                    mail |= reply.startsWith("2");
                    answer(ctx, reply, 0);
                }
                case "RCPT" -> {
                    String reply = mail ? refusalOr("250 ok") : "503 no mail";
                    recipients += reply.startsWith("2") ? 1 : 0;
                    answer(ctx, reply, 0);
                }
                case "DATA" -> {
                    String reply = recipients > 0 ? refusalOr("354 go") : "554 no recipients";
                    awaited = reply.startsWith("3") ? CONTENT : COMMANDS;
                    answer(ctx, reply, 0);
                }
                case "BDAT" -> {
                    String[] words = line.split(" ", -1);
                    awaited = Integer.parseInt(words[1]);
                    lastChunk = words.length > 2;
                    chunksRefused = recipients == 0;
                }
                case "QUIT" -> answer(ctx, "221 bye", 0);
                default -> {
                    endTransaction();
                    answer(ctx, "250 ok", 0);
                }
            }
        }

        private void endTransaction() {
            mail = false;
            recipients = 0;
            chunks.setLength(0);
        }

        private String refusalOr(String positive) {
            if (strikes(Fault.REFUSAL)) {
                return "550 5.7.1 no";
            }
            return strikes(Fault.TEMPORARY) ? "451 4.3.0 later" : positive;
        }

        private boolean strikes(Fault fault) {
            return faults.contains(fault) && random.nextInt(1_000) < faultsInThousand;
        }

        private void contentEnded(ChannelHandlerContext ctx, String content, boolean stuffed) {
            String reply = recipients == 0 ? "554 no recipients" : refusalOr("250 taken");
            boolean accepted = reply.startsWith("2");
            if (accepted || stuffed) { // After a refused chunk a transaction's state is undefined: RFC 3030 §2.
                endTransaction();
            }
            long service = (long) (-Math.log(1 - random.nextDouble()) * serviceMeanNanos);
            if (accepted) {
                taken.deliver(new Delivery(content, stuffed));
            }
            answer(ctx, reply, service);
        }

        private void answer(ChannelHandlerContext ctx, String reply, long afterNanos) {
            long slow = strikes(Fault.SLOW) ? random.nextLong(TimeUnit.SECONDS.toNanos(2)) : 0;
            freeNanos = Math.max(freeNanos, now(ctx)) + afterNanos + slow + replyNanos;
            if (strikes(Fault.STALL)) {
                mute = true;
                stalled = true;
            } else if (strikes(Fault.CLOSE)) {
                mute = true;
                later(ctx, () -> ctx.close());
            } else if (strikes(Fault.HALF_REPLY)) {
                mute = true;
                later(ctx, () -> say(ctx, reply.substring(0, reply.length() / 2)));
                later(ctx, () -> ctx.close());
            } else if (strikes(Fault.CLOSING_421)) {
                mute = true;
                if (reply.startsWith("250 taken")) {
                    taken.takeBack(); // It says that it did not take it.
                }
                later(ctx, () -> say(ctx, "421 closing\r\n"));
                later(ctx, () -> ctx.close());
            } else {
                positive(ctx, reply + "\r\n");
            }
        }

        private void positive(ChannelHandlerContext ctx, String reply) {
            int cut = strikes(Fault.SPLIT) ? 1 + random.nextInt(reply.length() - 1) : reply.length();
            later(ctx, () -> say(ctx, reply.substring(0, cut)));
            if (cut < reply.length()) {
                freeNanos += random.nextLong(TimeUnit.MILLISECONDS.toNanos(5));
                later(ctx, () -> say(ctx, reply.substring(cut)));
            }
            if (reply.startsWith("250 taken")) {
                taken.said(freeNanos);
            }
            if (reply.startsWith("221")) {
                later(ctx, () -> ctx.close());
            }
        }

        private void later(ChannelHandlerContext ctx, Runnable what) {
            ctx.executor().schedule(what, Math.max(0, freeNanos - now(ctx)), TimeUnit.NANOSECONDS);
        }

        private void say(ChannelHandlerContext ctx, String text) {
            movedNanos = now(ctx);
            ctx.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        }

        private static long now(ChannelHandlerContext ctx) {
            return ctx.executor().ticker().nanoTime();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (stalled) {
                taken.longestSilenceNanos = Math.max(taken.longestSilenceNanos, now(ctx) - movedNanos);
            }
        }

        /** A client that goes away is an ordinary thing; all else is a fault of the simulation. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                taken.broken = cause;
            }
        }
    }
}
