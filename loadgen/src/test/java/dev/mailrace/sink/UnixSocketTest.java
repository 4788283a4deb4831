package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sink on a Unix domain socket, on each transport that works here. */
@Tag("jdk")
class UnixSocketTest {
    private final Path socket;

    UnixSocketTest(@TempDir Path folder) {
        socket = folder.resolve("sink");
    }

    private SinkSettings settings(Transport transport) {
        return SinkSettings.defaults()
                .withTransport(transport)
                .withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.LMTP).withUnix(socket));
    }

    @ParameterizedTest
    @MethodSource("dev.mailrace.sink.SinkServerTest#transports")
    void aWholeSessionIsServedAndTheFileGoesWithTheSink(Transport transport) throws IOException {
        try (SinkServer sink = SinkServer.start(settings(transport))) {
            assertThat(ask("LHLO client\r\nMAIL FROM:<>\r\nRCPT TO:<b>\r\nBDAT 0 LAST\r\nQUIT\r\n"))
                    .startsWith("220 sink.mailrace.example LMTP Mailrace sink\n250-sink.mailrace.example\n")
                    .endsWith("queued as 0000000000000001\n221 2.0.0 sink.mailrace.example closing connection\n");
            assertThat(sink.stop().totals().messages()).isEqualTo(1);
        }
        assertThat(socket).doesNotExist();
    }

    private String ask(String text) throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            BufferedReader reader = new BufferedReader(Channels.newReader(client, StandardCharsets.US_ASCII));
            StringBuilder lines = new StringBuilder();
            reader.lines().forEach(line -> lines.append(line).append('\n'));
            return lines.toString();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.mailrace.sink.SinkServerTest#transports")
    void aFileThatWasLeftBehindIsReplaced(Transport transport) throws IOException {
        try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            gone.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        try (SinkServer sink = SinkServer.start(settings(transport))) {
            assertThat(ask("QUIT\r\n")).startsWith("220 ");
            assertThatThrownBy(() -> SinkServer.start(settings(transport)))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("unix: " + socket + ": somebody listens there (expected: a name that is free)");
            assertThat(ask("QUIT\r\n")).startsWith("220 ");
            assertThat(sink.stop().totals().sessionsOpened()).isEqualTo(3);
        }
    }

    @Test
    void whatIsNoSocketIsLeftAlone() throws IOException {
        Files.writeString(socket, "precious");
        assertThatThrownBy(() -> SinkServer.start(settings(Transport.NIO)))
                .isInstanceOf(Refusal.class)
                .hasMessage("unix: " + socket + ": it is no socket (expected: a name that is free)");
        assertThat(socket).hasContent("precious");
    }

    @ParameterizedTest
    @MethodSource("dev.mailrace.sink.SinkServerTest#transports")
    void aNameThatIsTooLongIsRefused(Transport transport) {
        SinkSettings settings = SinkSettings.defaults()
                .withTransport(transport)
                .withBehaviour(SinkBehaviour.PLAIN.withUnix(socket.resolveSibling("x".repeat(200))));
        assertThatThrownBy(() -> SinkServer.start(settings))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("unix: ")
                .hasMessageEndingWith(
                        "(expected: a name of at most some 100 bytes, in a folder that this process may write to)");
    }
}
