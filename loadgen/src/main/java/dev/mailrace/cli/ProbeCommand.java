package dev.mailrace.cli;

import dev.mailrace.mail.MailPlan;
import dev.mailrace.net.Transport;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Target;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.Pipelining;
import dev.mailrace.session.Sending;
import dev.mailrace.session.SessionSettings;
import dev.mailrace.session.Transcript;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
        description = "Holds one session and shows it line by line, with the time of each reply.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace probe 127.0.0.1:2525 -t user@example.test",
            "  mailrace probe 127.0.0.1:2525 --auth PLAIN --auth-user user --no-mail",
            "  mailrace probe 127.0.0.1:2525 > saved.txt; mailrace probe 127.0.0.1:2525 --expect saved.txt",
            "",
            "Exit codes: 0 all went well, 3 not reached or refused at the banner, 31 EHLO, 32 AUTH,",
            "33 MAIL, 34 RCPT, 35 DATA, 36 content refused, 37 the dialogue is not as expected."
        })
final class ProbeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TARGET", description = "smtp://host:port, host:port or host.")
    String target = "";

    @Mixin
    MailOptions mail = new MailOptions();

    @Mixin
    AuthOptions auth = new AuthOptions();

    @Mixin
    SessionOptions session = new SessionOptions();

    @Option(names = "--no-mail", description = "Say hello, log in and leave.")
    boolean noMail;

    @Option(
            names = "--pipelining",
            paramLabel = "HOW",
            description = "none or transaction (default: none, so that each reply has its own time).")
    Pipelining pipelining = Pipelining.NONE;

    @Option(
            names = "--expect",
            paramLabel = "FILE",
            description = "Compare the server's replies with a saved transcript: codes and capabilities.")
    @Nullable
    Path expect;

    @Option(names = "--expect-texts", description = "With --expect: the texts of replies must be the same too.")
    boolean expectTexts;

    @Option(names = "--no-color", description = "No colours; the variable NO_COLOR does the same.")
    boolean noColour;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        ExpectedDialogue expected = expect == null ? null : ExpectedDialogue.read(expect);
        Target parsed = Checked.usage(() -> Target.parse(target));
        Transport transport =
                Checked.usage(() -> session.transport(spec.commandLine().getErr()));
        MailPlan plan = Checked.usage(() -> mail.plan(RunId.fresh(), 1, "1k"));
        long[] range = Checked.usage(mail::range);
        Logins logins = Checked.usageOrNull(() -> auth.logins(range[0], range[1]));
        SessionSettings settings = Checked.usage(
                () -> session.settings(parsed.host(), auth.login(auth.mechanisms(), false), Sending.data(pipelining)));
        InetSocketAddress address = Checked.address(parsed, session.allowedTargets);

        TranscriptPrinter printer = new TranscriptPrinter(out, Colours.of(noColour));
        List<Transcript.Line> lines = Collections.synchronizedList(new ArrayList<>());
        printer.connecting(parsed, address);
        ProbeMessage message = noMail ? null : new ProbeMessage(plan, epochMicros(Instant.now()));
        SingleSession.Result result = new SingleSession(message)
                .hold(address, transport, settings, logins == null ? null : logins.at(0), new Transcript(line -> {
                    lines.add(line);
                    printer.line(line);
                }));
        printer.capabilities(result.capabilities());
        printer.verdict(result.failure(), noMail);
        out.flush();
        if (expected != null) {
            List<String> differences = expected.differences(lines, expectTexts);
            printer.differences(differences, String.valueOf(expect));
            out.flush();
            return (differences.isEmpty() ? ExitCode.OK : ExitCode.PROBE_UNEXPECTED).number();
        }
        return exitCode(result.failure()).number();
    }

    private static long epochMicros(Instant now) {
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
    }

    private static ExitCode exitCode(@Nullable Outcome failure) {
        if (failure == null) {
            return ExitCode.OK;
        }
        if (failure.phase() == null) {
            return ExitCode.UNREACHABLE;
        }
        return switch (failure.phase()) {
            case CONNECT, TLS, BANNER, SESSION -> ExitCode.UNREACHABLE;
            case EHLO, STARTTLS -> ExitCode.PROBE_EHLO;
            case AUTH, AUTH_CLIENT, AUTH_ROUND_1, AUTH_ROUND_2, AUTH_ROUND_3, AUTH_ROUND_4 -> ExitCode.PROBE_AUTH;
            case MAIL, TRANSACTION, RSET -> ExitCode.PROBE_MAIL;
            case RCPT -> ExitCode.PROBE_RCPT;
            case DATA -> ExitCode.PROBE_DATA;
            case CONTENT, QUIT -> ExitCode.PROBE_CONTENT;
        };
    }
}
