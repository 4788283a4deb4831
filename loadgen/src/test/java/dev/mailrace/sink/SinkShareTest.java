package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.fault.Refusal;
import dev.mailrace.net.Transport;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sinks that listen at one address together, here in one process. */
@EnabledOnOs(OS.LINUX)
class SinkShareTest {
    /** That all of them lead to one of two is less likely than one in 10^18. */
    private static final int SESSIONS = 64;

    static Stream<Transport> transports() {
        return SinkServerTest.transports();
    }

    private static SinkSettings share(Transport transport, int number) {
        return SinkSettings.defaults().withTransport(transport).withShare(new SinkShare(number, 2));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void eachHasSomeOfTheConnectionsAndQueueIdsOfItsOwn(Transport transport, @TempDir Path spool) throws Exception {
        SinkBehaviour keeping = SinkBehaviour.PLAIN.withSpool(spool);
        try (SinkServer first = SinkServer.start(share(transport, 0).withBehaviour(keeping));
                SinkServer second = SinkServer.start(
                        share(transport, 1).withBehaviour(keeping).withBind(first.address()))) {
            Set<String> queued = new HashSet<>();
            for (int i = 0; i < SESSIONS; i++) {
                queued.add(queued(first.address()));
            }
            assertThat(queued).hasSize(SESSIONS).allMatch(line -> line.startsWith("250 2.0.0 Ok: queued as "));
            assertThat(first.messagesSoFar()).isBetween(1L, SESSIONS - 1L);
            Ledger all = first.stop();
            LedgerDocument.add(LedgerDocument.of(second.stop(), FaultPlan.NONE), all);
            assertThat(all.totals().messages()).isEqualTo(SESSIONS);
            assertThat(spool.toFile().list()).hasSize(SESSIONS);
        }
    }

    private static String queued(InetSocketAddress sink) throws Exception {
        try (Socket socket = new Socket(sink.getAddress(), sink.getPort())) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            socket.getOutputStream()
                    .write("HELO c\r\nMAIL FROM:<a@mailrace.example>\r\nRCPT TO:<b@mailrace.example>\r\nDATA\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            for (int replies = 5; replies > 0; replies--) {
                in.readLine();
            }
            socket.getOutputStream().write("text\r\n.\r\n".getBytes(StandardCharsets.US_ASCII));
            return in.readLine();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theFirstSharesWithNobodyWhoWasThereBefore(Transport transport) {
        try (SinkServer first = SinkServer.start(share(transport, 0))) {
            assertThatThrownBy(() -> SinkServer.start(share(transport, 0).withBind(first.address())))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("bind: 127.0.0.1:" + first.address().getPort())
                    .hasMessageContaining("a free port");
        }
    }

    /** What sessions draw, so many of each share, by their numbers among all. */
    private static List<Long> drawn(int count) {
        SinkBehaviour faulty = SinkBehaviour.PLAIN.withFaults(FaultPlan.of(7, Fault.of(FaultKind.CLOSE, 0.5)));
        List<Faults> shares = IntStream.range(0, count)
                .mapToObj(number -> Faults.of(
                        SinkSettings.defaults().withBehaviour(faulty).withShare(new SinkShare(number, count))))
                .toList();
        List<Long> drawn = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Faults share = shares.get(i % count);
            assertThat(share).isNotNull();
            drawn.add(share.nextSession().nextLong());
        }
        return drawn;
    }

    @Test
    void sessionsOfSeveralMeetTheFaultsThatThoseOfOneDo() {
        assertThat(drawn(3)).isEqualTo(drawn(1)).doesNotHaveDuplicates();
    }

    @Test
    void aLedgerThatIsReadAndAddedSaysTheSame() {
        Fault fault = Fault.refusal(4, 1).at(SinkPhase.RCPT);
        Ledger one;
        SinkSettings settings =
                SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.withFaults(FaultPlan.of(1, fault)));
        try (InMemoryClient client = new InMemoryClient(settings)) {
            one = client.ledger;
            client.send("EHLO c\r\nMAIL FROM:<a@mailrace.example>\r\nRCPT TO:<b@mailrace.example>\r\nRSET\r\nQUIT\r\n");
            client.received();
        }
        Ledger other = new Ledger();
        LedgerDocument.add(LedgerDocument.of(one, FaultPlan.NONE), other);
        assertThat(other.totals()).isEqualTo(one.totals());
        assertThat(LedgerDocument.of(other, FaultPlan.NONE)).isEqualTo(LedgerDocument.of(one, FaultPlan.NONE));
        assertThat(one.totals().commandsRefused()).isEqualTo(1);
    }
}
