package dev.mailrace.engine;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalServerChannel;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A mail server in simulated time that does what servers in trouble do, all from one seed. It counts what it accepted,
 * and whether it said so. Everything runs on one loop.
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
        SLOW
    }

    private final SplittableRandom random;
    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private final int faultsInThousand;
    private final double serviceMeanNanos;
    private final long replyNanos; // Without it, whole sessions in a closed loop would go on for ever in no time.
    long accepted;

    /** A server with whole classes of faults switched off by the seed. */
    SimulatedMailServer(long seed) {
        random = new SplittableRandom(seed);
        for (Fault fault : Fault.values()) {
            if (random.nextBoolean()) {
                faults.add(fault);
            }
        }
        faultsInThousand = random.nextInt(4) * 15; // Some servers do nothing wrong.
        serviceMeanNanos = random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(20);
        replyNanos = TimeUnit.MICROSECONDS.toNanos(200);
    }

    /** A server without faults that takes a time of its own for each message, exponentially distributed. */
    SimulatedMailServer(long seed, double meanNanos) {
        random = new SplittableRandom(seed);
        faultsInThousand = 0;
        serviceMeanNanos = meanNanos;
        replyNanos = 0;
    }

    /** The channel that listens. */
    Channel listen(EventLoopGroup loop, LocalAddress address) {
        return new ServerBootstrap()
                .group(loop)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Dialogue());
                    }
                })
                .bind(address)
                .channel();
    }

    private final class Dialogue extends ChannelInboundHandlerAdapter {
        private final StringBuilder heard = new StringBuilder();
        private boolean inContent;
        private boolean mail;
        private int recipients;
        private boolean mute;
        private long freeNanos; // when all that was decided has been said

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            answer(ctx, "220 simulated", 0);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            heard.append(in.toString(StandardCharsets.ISO_8859_1));
            in.release();
            while (!mute && takeOne(ctx)) {}
        }

        private boolean takeOne(ChannelHandlerContext ctx) {
            if (inContent) {
                int end = heard.indexOf("\r\n.\r\n");
                if (heard.indexOf(".\r\n") == 0) {
                    end = -2;
                } else if (end < 0) {
                    return false;
                }
                heard.delete(0, end + 5);
                inContent = false;
                contentEnded(ctx);
                return true;
            }
            int end = heard.indexOf("\r\n");
            if (end < 0) {
                return false;
            }
            String line = heard.substring(0, end);
            heard.delete(0, end + 2);
            command(ctx, line.substring(0, Math.min(4, line.length())));
            return true;
        }

        private void command(ChannelHandlerContext ctx, String verb) {
            switch (verb) {
                case "EHLO" -> answer(ctx, "250-simulated\r\n250 PIPELINING", 0);
                case "MAIL" -> {
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
                    inContent = reply.startsWith("3");
                    answer(ctx, reply, 0);
                }
                case "QUIT" -> answer(ctx, "221 bye", 0);
                default -> {
                    mail = false;
                    recipients = 0;
                    answer(ctx, "250 ok", 0);
                }
            }
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

        private void contentEnded(ChannelHandlerContext ctx) {
            String reply = recipients == 0 ? "554 no recipients" : refusalOr("250 taken");
            mail = false;
            recipients = 0;
            long service = (long) (-Math.log(1 - random.nextDouble()) * serviceMeanNanos);
            if (reply.startsWith("2")) {
                accepted++;
            }
            answer(ctx, reply, service);
        }

        private void answer(ChannelHandlerContext ctx, String reply, long afterNanos) {
            long now = ctx.executor().ticker().nanoTime();
            long slow = strikes(Fault.SLOW) ? random.nextLong(TimeUnit.SECONDS.toNanos(2)) : 0;
            freeNanos = Math.max(freeNanos, now) + afterNanos + slow + replyNanos;
            if (strikes(Fault.STALL)) {
                mute = true;
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
                    accepted--; // It says that it did not take it.
                }
                later(ctx, () -> say(ctx, "421 closing\r\n"));
                later(ctx, () -> ctx.close());
            } else {
                later(ctx, () -> say(ctx, reply + "\r\n"));
                if (reply.startsWith("221")) {
                    later(ctx, () -> ctx.close());
                }
            }
        }

        private void later(ChannelHandlerContext ctx, Runnable what) {
            long delay = freeNanos - ctx.executor().ticker().nanoTime();
            ctx.executor().schedule(what, Math.max(0, delay), TimeUnit.NANOSECONDS);
        }

        private void say(ChannelHandlerContext ctx, String text) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        }
    }
}
