package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mailrace.net.Tls;
import dev.mailrace.net.TlsIdentity;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.net.TlsSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that ends TLS and leaves the connection standing beneath has left: nothing more will come. */
@Tag("jdk")
class CloseNotifyTest {
    private static final int TURNS = 20;

    @ParameterizedTest
    @CsvSource({
        "JDK, TLSv1.2, idle",
        "JDK, TLSv1.3, idle",
        "BORINGSSL, TLSv1.3, idle",
        "JDK, TLSv1.3, waiting",
        "JDK, TLSv1.3, quit"
    })
    void isTheServersClose(TlsProvider provider, String version, String state) throws Exception {
        assumeThat(provider.unavailability()).isNull();
        TlsSettings settings = new TlsSettings(
                provider,
                TlsSettings.Trust.ANY,
                null,
                new TlsSettings.Offer(List.of(version), List.of(), List.of()),
                false);
        Rig rig = Rig.of(
                new SessionSettings(
                        Hello.smtp(Rig.CLIENT, "mail.example"),
                        new Security(Security.Mode.IMPLICIT, new Tls(settings, "mail.example", 25)),
                        Login.NONE,
                        Sending.data(Pipelining.NONE),
                        Timeouts.standard()),
                Caller.ANYBODY);
        rig.owner.quitsWhenDone = state.equals("quit");
        if (state.equals("waiting")) {
            rig.messages(1, 1);
        }
        EmbeddedChannel server = server();
        carry(rig, server);
        say(server, "220 mail.example\r\n");
        carry(rig, server);
        say(server, "250 mail.example\r\n");
        carry(rig, server);
        assertThat(rig.owner.establishedCount).isEqualTo(1);
        assertThat(rig.owner.closedCount).isZero();

        server.pipeline().get(SslHandler.class).closeOutbound();
        carry(rig, server);

        assertThat(RecordingOwner.describe(rig.owner.closedBy))
                .isEqualTo(
                        switch (state) {
                            case "idle" -> "failed closed session";
                            case "waiting" -> "failed closed mail";
                            default -> "clean";
                        });
        assertThat(rig.owner.closedCount).isEqualTo(1);
        server.finishAndReleaseAll();
        rig.channel.finishAndReleaseAll();
    }

    private static EmbeddedChannel server() throws Exception {
        TlsIdentity identity = TlsIdentity.selfMade("mail.example");
        SslContext context =
                SslContextBuilder.forServer(identity.key(), identity.chain()).build();
        EmbeddedChannel server = new EmbeddedChannel();
        server.pipeline().addLast(context.newHandler(server.alloc()));
        return server;
    }

    private static void say(EmbeddedChannel server, String line) {
        server.writeOutbound(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII));
    }

    /** Carries bytes both ways until both ends have said what they had to. */
    private static void carry(Rig rig, EmbeddedChannel server) {
        for (int turn = 0; turn < TURNS; turn++) {
            pass(rig.channel, server);
            pass(server, rig.channel);
        }
    }

    private static void pass(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            if (to.isOpen()) {
                to.writeInbound(bytes);
            } else {
                bytes.release();
            }
        }
    }
}
