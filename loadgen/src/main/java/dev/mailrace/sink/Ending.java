package dev.mailrace.sink;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** How a sink leaves a dialogue that it breaks off. */
enum Ending {
    /**
     * Says that it will say no more, and waits for the client to close: a close at once, with bytes of the client unread,
     * would be a reset (RFC 9293 §3.6.1), which may take the last reply with it.
     */
    CLOSE {
        @Override
        void leave(ChannelHandlerContext ctx) {
            Channel channel = ctx.channel();
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            ChannelFuture said = tls == null ? ctx.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
            said.addListener(done -> {
                if (channel instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                } else {
                    channel.close();
                }
            });
        }
    },
    /** Resets the connection once all that was said before has left; TLS is not told. */
    RESET {
        @Override
        void leave(ChannelHandlerContext ctx) {
            Channel channel = ctx.channel();
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                channel.unsafe().close(channel.newPromise());
            });
        }
    },
    /** Stays, and says nothing. */
    SILENCE {
        @Override
        void leave(ChannelHandlerContext ctx) {
            // The client ends it, or the limit of its silence does.
        }
    };

    abstract void leave(ChannelHandlerContext ctx);
}
