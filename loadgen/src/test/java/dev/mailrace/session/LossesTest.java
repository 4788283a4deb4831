package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.mailrace.session.Outcome.Reason;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LossesTest {
    static Stream<Arguments> causes() {
        return Stream.of(
                arguments(new ConnectException("Connection refused: localhost/127.0.0.1:1"), Reason.REFUSED),
                arguments(
                        new ConnectException("connect(..) failed with error(-111): Connection refused"),
                        Reason.REFUSED),
                arguments(new ConnectException("Connection timed out"), Reason.TIMEOUT),
                arguments(new NoRouteToHostException("No route to host"), Reason.UNREACHABLE),
                arguments(new ConnectException("Network is unreachable"), Reason.UNREACHABLE),
                arguments(new ConnectException(), Reason.UNREACHABLE),
                arguments(new UnknownHostException("mail.invalid: Name or service not known"), Reason.UNREACHABLE),
                arguments(new UnknownHostException("mail.invalid"), Reason.UNREACHABLE),
                arguments(new UnresolvedAddressException(), Reason.UNREACHABLE),
                arguments(new SocketException("Connection reset"), Reason.RESET),
                arguments(new IOException("Connection reset by peer"), Reason.RESET),
                arguments(new IOException("Broken pipe"), Reason.RESET),
                arguments(new IOException("of a kind not known"), Reason.RESET),
                arguments(new IOException(), Reason.RESET),
                arguments(new ClosedChannelException(), Reason.CLOSED),
                arguments(new SocketException("Too many open files"), Reason.LOCAL_LIMIT),
                arguments(new BindException("Cannot assign requested address"), Reason.LOCAL_LIMIT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void everySystemsWordsHaveAReason(Throwable cause, Reason reason) {
        Outcome loss = Losses.of(Phase.CONNECT, cause, null);
        assertThat(loss.reason()).isEqualTo(reason);
        assertThat(loss.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(loss.phase()).isEqualTo(Phase.CONNECT);
        assertThat(loss.sample()).isNotBlank();
    }
}
