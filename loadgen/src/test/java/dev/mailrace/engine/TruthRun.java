package dev.mailrace.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.net.ClientCertificates;
import dev.mailrace.net.Tls;
import dev.mailrace.net.TlsIdentity;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.net.TlsSettings;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Misbehaviour;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Step;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Extensions;
import dev.mailrace.session.Hello;
import dev.mailrace.session.Login;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Security;
import dev.mailrace.session.Sending;
import dev.mailrace.session.SessionSettings;
import dev.mailrace.session.Timeouts;
import dev.mailrace.sink.FaultKind;
import dev.mailrace.sink.FaultPlan;
import dev.mailrace.sink.Ledger;
import dev.mailrace.sink.LedgerDocument;
import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkPhase;
import dev.mailrace.sink.SinkServer;
import dev.mailrace.sink.SinkSettings;
import dev.mailrace.sink.SinkTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A small run of our client against the sink that a cell asks for, and both sides' books as JSON. */
final class TruthRun {
    private static final int MESSAGES = 60;
    private static final int WINDOW = 3;
    private static final TlsIdentity IDENTITY = TlsIdentity.selfMade("sink.mailrace.example");
    private static final TlsSettings TRUST =
            new TlsSettings(TlsProvider.best(), TlsSettings.Trust.ANY, null, TlsSettings.Offer.USUAL, false);

    /** Real, and long beside what a busy machine takes. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What both sides say.
     *
     * @param run as run.json
     */
    record Books(JsonNode run, JsonNode ledger) {}

    private final TruthCell cell;

    TruthRun(TruthCell cell) {
        this.cell = cell;
    }

    Books run() throws InterruptedException {
        FaultPlan faults = FaultPlan.of(cell.seed(), cell.fault());
        SinkTls tls = new SinkTls(
                cell.tls() ? SinkTls.Mode.REQUIRED : SinkTls.Mode.NONE,
                TlsProvider.best(),
                IDENTITY,
                ClientCertificates.NOT_ASKED,
                false);
        SinkSettings settings = SinkSettings.defaults()
                .withTransport(cell.transport())
                .withTls(tls)
                .withBehaviour(SinkBehaviour.PLAIN.withFaults(faults));
        try (SinkServer sink = SinkServer.start(settings)) {
            TestRun run = TestRun.ofMessages(MESSAGES);
            run.transport = cell.transport();
            run.messagesPerConnection = cell.beforeMail() ? 2 : 10;
            run.drain = PATIENCE;
            Engine engine = new Engine(run.scenario(List.of(kind(sink.address()))), run.info(), List.of());
            RunResult result = engine.run();
            Ledger ledger = sink.stop();
            return new Books(RunDocument.of(result), LedgerDocument.of(ledger, faults));
        }
    }

    private SessionKind kind(InetSocketAddress address) {
        boolean logsIn = cell.phase() == SinkPhase.AUTH;
        return new SessionKind(
                SessionKind.SOLE,
                1,
                new Target(address.getHostString(), address.getPort()),
                List.of(address),
                new SessionSettings(
                        Hello.smtp("client.mailrace.example", "localhost"),
                        cell.tls()
                                ? new Security(Security.Mode.REQUIRED, new Tls(TRUST, "localhost", address.getPort()))
                                : Security.NONE,
                        Login.of(logsIn ? List.of(Mechanism.PLAIN) : List.of()),
                        sending(),
                        Timeouts.all(cell.fault().kind() == FaultKind.NO_REPLY ? TIMEOUT : PATIENCE)),
                logsIn ? new Logins(Feed.of("user", 1, 1), Feed.of("pass", 1, 1)) : null,
                mail(),
                cell.phase() == SinkPhase.RSET ? List.of(Step.parse("rset", 1, 1)) : List.of(),
                AddressRange.SYSTEM,
                Misbehaviour.NONE);
    }

    private Sending sending() {
        if (!cell.chunks()) {
            return Sending.data(cell.pipelining());
        }
        int window = cell.pipelining() == Pipelining.SESSION ? WINDOW : 1;
        return new Sending(cell.pipelining(), window, cell.phase() == SinkPhase.CHUNK ? 700 : 0, Extensions.NONE);
    }

    private MailPlan mail() {
        return new MailPlan(
                "truth",
                Corpus.generated(SizeDistribution.parse("500-3k"), cell.seed()),
                new Envelopes(
                        Feed.ofSenders("s%d@mailrace.example", 1, 2),
                        Feed.ofAddresses("r%d@mailrace.example", 1, 5),
                        cell.phase() == SinkPhase.RCPT ? 2 : 1));
    }
}
