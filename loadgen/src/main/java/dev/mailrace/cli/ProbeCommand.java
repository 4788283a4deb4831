package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.ExpectedDialogue;
import dev.mailrace.experiment.FailureWords;
import dev.mailrace.experiment.FirstContact;
import dev.mailrace.experiment.Probe;
import dev.mailrace.experiment.RunId;
import dev.mailrace.experiment.SingleSession;
import dev.mailrace.net.Transport;
import dev.mailrace.options.AuthOptions;
import dev.mailrace.options.Checked;
import dev.mailrace.options.ConnectingOptions;
import dev.mailrace.options.MailOptions;
import dev.mailrace.options.SendingOptions;
import dev.mailrace.options.SourceOptions;
import dev.mailrace.options.TransportOption;
import dev.mailrace.scenario.AddressRange;
import dev.mailrace.scenario.Misbehaviour;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Pipelining;
import java.io.PrintWriter;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One session, shown line by line. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Runs one session and shows it line by line, with the time of each reply.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace probe 127.0.0.1:2525 -t user@example.test",
            "  mailrace probe 127.0.0.1:2525 --auth PLAIN --auth-user user --no-mail",
            "  mailrace probe smtps://127.0.0.1:2527 -k",
            "  mailrace probe 127.0.0.1:2525 --starttls -k --auth SCRAM-SHA-256 --auth-user user",
            "  mailrace probe lmtp+unix:/run/lmtp -r 2",
            "  mailrace probe 127.0.0.1:2525 > saved.txt; mailrace probe 127.0.0.1:2525 --expect saved.txt",
            "",
            "Exit codes: 0 ok; 3 not reached, or refused at the banner; refused at 31 EHLO, 32 AUTH, 33 "
                    + "MAIL, 34 RCPT, 35 DATA, 36 content; 37 the dialogue differs from the expected one."
        })
final class ProbeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "TARGET",
            description =
                    "smtp://host:port, smtp+starttls://, smtps://, lmtp://, lmtps://, lmtp+unix:/path, host:port.")
    String target = "";

    @Mixin
    MailOptions mail = new MailOptions();

    @Mixin
    SendingOptions sending = new SendingOptions();

    @Mixin
    AuthOptions auth = new AuthOptions();

    @Mixin
    ConnectingOptions connecting = new ConnectingOptions();

    @Mixin
    SourceOptions source = new SourceOptions();

    @Mixin
    TransportOption transportOption = new TransportOption();

    @Option(names = "--no-mail", description = "EHLO, AUTH and QUIT only.")
    boolean noMail;

    @Option(
            names = "--expect",
            paramLabel = "FILE",
            description = "Compares codes and capabilities of the server's replies with a saved transcript.")
    @Nullable
    Path expect;

    @Option(names = "--expect-texts", description = "With --expect: also compares the text of replies.")
    boolean expectTexts;

    @Option(names = "--no-color", description = "No colours, as with the variable NO_COLOR.")
    boolean noColour;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path saved = expect;
        ExpectedDialogue expected = saved == null ? null : Checked.usage(() -> ExpectedDialogue.read(saved));
        Target parsed = Checked.usage(() -> connecting.target(target));
        Transport transport =
                Checked.usage(() -> transportOption.transport(spec.commandLine().getErr()));
        List<SocketAddress> addresses = Checked.addresses(parsed, connecting.session);
        SessionKind kind = Checked.usage(() -> source.reachable(kind(parsed, addresses)));
        AddressRange sources = Checked.usage(() -> source.sources(kind.addresses()));

        TranscriptPrinter printer = new TranscriptPrinter(out, Colours.of(noColour), kind, sources.at(0));
        FirstContact contact = new FirstContact(
                transport, sources, kind.session(), spec.commandLine().getErr()::println);
        Probe probe = new Probe(contact, kind, !noMail, printer);
        Probe.Found found = probe.run();
        SingleSession.Result result = found.contact().result();
        printer.capabilities(result.capabilities());
        FailureWords words = new FailureWords(parsed, kind.caller(0).credentials() != null);
        printer.verdict(result.failure(), noMail, words.advice(found.contact()));
        out.flush();
        if (expected != null) {
            List<String> differences = expected.differences(found.lines(), expectTexts);
            printer.differences(differences, String.valueOf(expect));
            out.flush();
            return (differences.isEmpty() ? ExitCode.OK : ExitCode.PROBE_UNEXPECTED).number();
        }
        return found.exit().number();
    }

    /** As a run of this one session has it, with all that is refused there. */
    private SessionKind kind(Target parsed, List<SocketAddress> addresses) {
        return new SessionKind(
                SessionKind.SOLE,
                1,
                parsed,
                addresses,
                connecting.settings(parsed, auth.login(auth.mechanisms(), false), sending.sending(Pipelining.NONE)),
                auth.logins(mail.users.first(), mail.users.last(), 1),
                mail.plan(RunId.fresh(), 1, "1k", sending.isBinary(), sending.smtpUtf8),
                List.of(),
                connecting.forwarding.clients(),
                Misbehaviour.NONE);
    }
}
