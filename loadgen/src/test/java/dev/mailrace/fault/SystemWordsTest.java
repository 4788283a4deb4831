package dev.mailrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same error has the same words, whoever tells of it. */
@Tag("jdk")
class SystemWordsTest {
    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(
                        new IOException("recvAddress(..) failed with error(-104): Connection reset by peer"),
                        "connection reset"),
                arguments(
                        new IOException("io_uring read(..) failed with error(-104): Connection reset by peer"),
                        "connection reset"),
                arguments(
                        new IOException(
                                "read(..) failed with error(-104): Connexion ré-initialisée par le correspondant"),
                        "connection reset"),
                arguments(new SocketException("Connection reset"), "connection reset"),
                arguments(new RuntimeException(new SocketException("Connection reset")), "connection reset"),
                arguments(new IOException("Broken pipe"), "broken pipe"),
                arguments(new ConnectException("Connection refused: localhost/127.0.0.1:1"), "connection refused"),
                arguments(
                        new ConnectException("connect(..) failed with error(-111): Connection refused: /127.0.0.1:1"),
                        "connection refused"),
                arguments(new NoRouteToHostException("No route to host: /192.0.2.1:25"), "no route to host"),
                arguments(new NoRouteToHostException(), "no route to host"),
                arguments(new SocketException("Network is unreachable"), "network is unreachable"),
                arguments(new ConnectException("Connection timed out"), "connection timed out"),
                arguments(new SocketException("Too many open files"), "too many open files"),
                arguments(new SocketException("Too many open files in system"), "too many open files in system"),
                arguments(new BindException("Cannot assign requested address"), "cannot assign requested address"),
                arguments(
                        new BindException("bind(..) failed with error(-98): Address already in use"),
                        "address already in use"),
                arguments(new BindException("Permission denied"), "permission denied"),
                arguments(new ClosedChannelException(), "connection closed"),
                arguments(new UnknownHostException("nobody.invalid: Name or service not known"), "unknown host"),
                arguments(new UnresolvedAddressException(), "unknown host"),
                arguments(new NoSuchFileException("/nowhere"), "no such file"),
                arguments(new FileNotFoundException(), "no such file or directory"),
                arguments(new FileNotFoundException("/broken pipe/x (Is a directory)"), "is a directory"),
                arguments(new AccessDeniedException("/x"), "permission denied"),
                arguments(
                        new FileSystemException("/connection reset", null, "No space left on device"),
                        "no space left on device"),
                arguments(new IOException("No space left on device"), "no space left on device"),
                arguments(new FileSystemException("/x", null, "Read-only file system"), "read-only file system"),
                arguments(new IOException("Disk quota exceeded"), "disk quota exceeded"),
                arguments(new MalformedInputException(1), "not UTF-8"),
                arguments(new TimeoutException(), "no answer in time"),
                arguments(new IOException("anything else: sun.misc.Odd"), "input/output error"),
                arguments(new IOException(), "input/output error"),
                arguments(new IllegalStateException("of ours"), "input/output error"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void haveErrnosWords(Throwable fault, String words) {
        assertThat(SystemWords.of(fault)).isEqualTo(words);
    }

    @Test
    void aCircleOfCausesEnds() {
        Exception one = new Exception();
        Exception other = new Exception(one);
        one.initCause(other);
        assertThat(SystemWords.of(one)).isEqualTo("input/output error");
    }

    @Test
    void whatTheSystemReallySays(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing");
        assertWords(() -> new FileInputStream(missing.toFile()), missing + ": no such file or directory");
        assertWords(() -> Files.newInputStream(missing), missing + ": no such file");
        assertWords(() -> new FileInputStream(folder.toFile()), folder + ": is a directory");
        assertWords(() -> Files.readAllBytes(folder), "is a directory");
        assertWords(() -> Files.createDirectory(folder), folder + ": file exists");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertWords(() -> Files.createDirectory(file.resolve("x")), file.resolve("x") + ": not a directory");
        Path full = Path.of("/dev/full");
        if (Files.exists(full)) {
            assertWords(
                    () -> {
                        try (FileOutputStream out = new FileOutputStream(full.toFile())) {
                            out.write(1);
                        }
                    },
                    "no space left on device");
            assertWords(() -> Files.writeString(full, "x"), "no space left on device");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertWords(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()), "address already in use");
        }
        try (Socket socket = new Socket()) {
            assertWords(() -> socket.bind(new InetSocketAddress("192.0.2.1", 0)), "cannot assign requested address");
        }
    }

    private interface Deed {
        void happens() throws IOException;
    }

    private static void assertWords(Deed deed, String words) {
        assertThat(SystemWords.named(catchThrowable(deed::happens))).isEqualTo(words);
    }
}
