package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sink over real sockets, on each transport that works here. */
class SinkServerTest {
    private static final int WAIT_MILLIS_MAX = 20_000;

    static Stream<Transport> transports() {
        return Arrays.stream(Transport.values()).filter(transport -> transport.unavailability() == null);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aWholeSessionIsServed(Transport transport) throws IOException {
        SinkSettings settings = SinkSettings.defaults().withTransport(transport).withThreads(2);
        try (SinkServer sink = SinkServer.start(settings)) {
            String content = "0123456789abcde\r\n".repeat(4_000);
            for (int i = 0; i < 4; i++) { // More connections than loops: each loop serves some.
                try (Socket socket = connect(sink)) {
                    send(
                            socket,
                            "HELO client\r\nMAIL FROM:<a@mailrace.example>\r\nRCPT TO:<b@mailrace.example>\r\nDATA\r\n"
                                    + content
                                    + ".\r\nMAIL FROM:<a@mailrace.example>\r\nQUIT\r\n");
                    assertThat(linesOf(socket))
                            .extracting(line -> line.substring(0, 3))
                            .containsExactly("220", "250", "250", "250", "354", "250", "250", "221");
                }
            }
            assertThat(sink.stop().totals())
                    .extracting(
                            Ledger.Totals::sessionsOpened,
                            Ledger.Totals::messages,
                            Ledger.Totals::recipients,
                            Ledger.Totals::contentBytes)
                    .containsExactly(4L, 4L, 4L, 4L * content.length());
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aClientThatResetsBehindHalfACommandLeavesNoSession(Transport transport) throws Exception {
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults().withTransport(transport))) {
            for (int i = 0; i < 20; i++) {
                Socket socket = connect(sink);
                assertThat(reader(socket).readLine()).startsWith("220 ");
                send(socket, "EHLO cli");
                socket.setSoLinger(true, 0);
                socket.close();
            }
            for (long end = System.nanoTime() + WAIT_MILLIS_MAX * 1_000_000L; // Below the sink's own limit of silence.
                    sink.sessionsOpenNow() > 0 && System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
            assertThat(sink.sessionsOpenNow()).isZero();
            assertThat(sink.stop().totals().sessionsOpened()).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void closingTheSinkEndsItsSessions(Transport transport) throws IOException {
        SinkServer sink = SinkServer.start(SinkSettings.defaults().withTransport(transport));
        InetSocketAddress address = sink.address();
        try (Socket socket = connect(sink)) {
            BufferedReader reader = reader(socket);
            assertThat(reader.readLine()).startsWith("220 ");
            sink.close();
            assertThat(reader.readLine()).isNull();
        }
        assertThat(sink.stop().totals().sessionsOpen()).isZero();
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(IOException.class);
        sink.close();
        assertThat(sink.address()).isEqualTo(address);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anAddressInUseIsNamedWithWhatToDo(Transport transport) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SinkSettings settings = SinkSettings.defaults()
                    .withTransport(transport)
                    .withBind(new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort()));
            assertThatThrownBy(() -> SinkServer.start(settings))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("bind: 127.0.0.1:" + taken.getLocalPort() + ": address already in use (expected: a free"
                            + " port: stop what listens there, or choose another)");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anAddressOfAnotherMachineIsNamed(Transport transport) {
        SinkSettings settings = SinkSettings.defaults()
                .withTransport(transport)
                .withBind(new InetSocketAddress("192.0.2.1", 0)); // RFC 5737: nobody's
        assertThatThrownBy(() -> SinkServer.start(settings))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "bind: 192.0.2.1:0: cannot assign requested address (expected: an address of this machine)");
    }

    @Test
    void theBestTransportOfDefaultsWorks() throws IOException {
        try (SinkServer sink = SinkServer.start(SinkSettings.defaults());
                Socket socket = connect(sink)) {
            send(socket, "QUIT\r\n");
            assertThat(linesOf(socket)).hasSize(2);
        }
    }

    private static Socket connect(SinkServer sink) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(WAIT_MILLIS_MAX);
        socket.connect(sink.address(), WAIT_MILLIS_MAX);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Stream<String> linesOf(Socket socket) throws IOException {
        return reader(socket).lines();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }
}
