package dev.mailrace.cli;

import dev.mailrace.analysis.ExitCode;
import dev.mailrace.experiment.CommandFailure;
import dev.mailrace.experiment.Environment;
import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import dev.mailrace.options.ScenarioDefaults;
import dev.mailrace.terminal.Locality;
import dev.mailrace.terminal.Screen;
import dev.mailrace.terminal.Spelling;
import dev.mailrace.terminal.StandardStream;
import dev.mailrace.wire.Printable;
import dev.mailrace.words.Redacted;
import java.io.FileDescriptor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ParserSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code mailrace}. */
@Command(
        name = "mailrace",
        versionProvider = Main.Version.class,
        mixinStandardHelpOptions = true,
        description = "Loads mail servers and reports the latency of every phase.",
        subcommands = {
            RunCommand.class,
            ProbeCommand.class,
            AuthCommand.class,
            CapacityCommand.class,
            CompareCommand.class,
            AbCommand.class,
            CalibrateCommand.class,
            ReportCommand.class,
            SinkCommand.class,
            ReceiveCommand.class,
            AgentCommand.class,
            AgentsCommand.class,
            SchemaCommand.class,
            EnvironmentCommand.class,
            GenerateCompletion.class,
            HelpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mailrace run                                       1,000 sessions against the embedded sink",
            "  mailrace run smtp://127.0.0.1:2525 -c 200 -d 30s   a closed loop of 200 sessions",
            "  mailrace run 127.0.0.1:2525 -R 500/s               an open loop of 500 messages a second",
            "  mailrace probe 127.0.0.1:2525                      one session, shown line by line",
            "  mailrace auth 127.0.0.1:2525 --auth-user user      what logins cost, mechanism by mechanism",
            "  mailrace capacity 127.0.0.1:2525 --slo 'p99(transaction) < 200ms'   the highest load that it sustains",
            "  mailrace compare results/before results/after      whether the later runs are worse",
            "  mailrace ab 127.0.0.1:2525 127.0.0.1:2526          whether the second one is slower",
            "  mailrace calibrate                                 what this machine can generate",
            "  mailrace report results/before results/after -o html=both.html      both runs in one page",
            "  mailrace sink --port 2525                          a test server",
            "  mailrace receive --port 2600                       where a server delivers to, on another machine",
            "",
            "Exit codes: 0 ok, 1 internal error, 2 usage, 3 target not reached, 4 the server accepted "
                    + "nothing, 5 an output could not be written, 31-37 the phase at which a probe failed, 96 not "
                    + "decided, 97 run invalid, 98 regression, 99 threshold broken, 130 interrupted (the report is "
                    + "written), 141 standard output was closed."
        })
public final class Main implements Runnable {
    private static final String RUN = "run";

    /** Commands that load a server as options, or a scenario file, say. */
    private static final Set<String> LOADING = Set.of(RUN, "auth", "capacity", "ab", "calibrate");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    final LostOutputs lost = new LostOutputs();
    final Interruption interruption = new Interruption();

    /** What all of a command line share. */
    static Main of(CommandSpec command) {
        return (Main) command.root().userObject();
    }

    /** The version of the jar, or of the sources where there is no jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"mailrace " + Environment.version()};
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Netty's own log; held, because an unreferenced logger loses its level. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    public static void main(String[] arguments) {
        NETTY.setLevel(Level.SEVERE); // What it warns of, the report says in our words.
        Spelling.decide();
        System.setOut(StandardStream.of(FileDescriptor.out, false));
        System.setErr(StandardStream.of(FileDescriptor.err, true));
        Main main = new Main();
        Faults.prepare();
        main.interruption.guardFiles();
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> {
            Faults.tell(fault, System.err);
            main.interruption.run().broke(fault);
        });
        System.exit(execute(main, arguments));
    }

    /** Runs one command line and returns its exit code. */
    static int execute(String... arguments) {
        return execute(new Main(), arguments);
    }

    /** The command line as all read it. */
    static CommandLine line(Main main) {
        CommandLine line = new CommandLine(main);
        line.setExpandAtFiles(false); // A value that begins with @ names an input file: -t @rcpts.csv.
        line.registerConverter(Path.class, Main::path);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    private static int execute(Main main, String... arguments) {
        CommandLine line = line(main);
        line.setOut(StandardStream.forPeople(System.out));
        line.setErr(StandardStream.forPeople(System.err));
        // Picocli would ask a process for each command's width.
        HelpPage.on(line, Screen.isTerminal() ? Screen.columns() : UsageMessageSpec.DEFAULT_USAGE_WIDTH);
        line.setParameterExceptionHandler(Main::refused);
        line.setExecutionExceptionHandler(Main::failed);
        String unspelled = Locality.unspelled(arguments);
        if (unspelled != null) {
            line.getErr().println("mailrace: " + unspelled);
            return ExitCode.USAGE.number();
        }
        if (arguments.length > 0 && arguments[0].equals("generate-completion")) {
            Completion.prepare(line);
        }
        if (System.out instanceof StandardStream standard) {
            standard.whenReaderGone(main.interruption.run()::end);
        }
        int exit;
        try {
            exit = readsScenario(line, arguments) ? line.execute(arguments) : ExitCode.USAGE.number();
        } catch (Error e) { // Picocli hands on exceptions only.
            Faults.tell(e, System.err);
            exit = ExitCode.INTERNAL_ERROR.number();
        }
        return main.ended(exit, line);
    }

    /** Names lost outputs, and releases threads that wait for the end. */
    private int ended(int exit, CommandLine line) {
        line.getOut().flush();
        StandardStream.writeAtOnce(System.out);
        StandardStream.writeAtOnce(System.err);
        lost.addStandardStreams();
        lost.tell(System.err);
        int number = lost.exit(exit, interruption.run().isEndingForLoss());
        boolean well = number == ExitCode.OK.number() || number == ExitCode.INTERRUPTED.number();
        if (well && System.out instanceof StandardStream standard && standard.isReaderGone()) {
            number = ExitCode.READER_GONE.number();
        }
        interruption.finished(number);
        return number;
    }

    /** What a scenario file says must be known before the options are read; false when it says something wrong. */
    private static boolean readsScenario(CommandLine line, String[] arguments) {
        if (arguments.length == 0 || !LOADING.contains(arguments[0])) {
            return true;
        }
        try {
            Path file = scenarioFile(line, arguments);
            if (file != null) {
                subcommand(line, arguments[0])
                        .setDefaultValueProvider(ScenarioDefaults.read(
                                file, subcommand(line, RUN).getCommandSpec()));
            }
            return true;
        } catch (Refusal e) {
            line.getErr().println("mailrace: " + oneLine(e.getMessage()));
            return false;
        }
    }

    private static Path path(String text) {
        try {
            return UserFile.path("path", text);
        } catch (Refusal e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static CommandLine subcommand(CommandLine line, String name) {
        return Objects.requireNonNull(line.getSubcommands().get(name), name);
    }

    /** What -s names; mistakes in other options are found later. */
    private static @Nullable Path scenarioFile(CommandLine line, String[] arguments) {
        eachParser(line, parser -> parser.collectErrors(true));
        try {
            ParseResult parsed = line.parseArgs(arguments);
            return parsed.hasSubcommand() ? parsed.subcommand().matchedOptionValue("--scenario", null) : null;
        } finally {
            eachParser(line, parser -> parser.collectErrors(false));
        }
    }

    private static void eachParser(CommandLine line, Consumer<ParserSpec> change) {
        change.accept(line.getCommandSpec().parser());
        line.getSubcommands()
                .values()
                .forEach(command -> change.accept(command.getCommandSpec().parser()));
    }

    private static int refused(ParameterException e, String[] arguments) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        String name = line.getCommandSpec().qualifiedName();
        String message =
                e instanceof UnmatchedArgumentException unmatched && Redacted.holdsOption(unmatched.getUnmatched())
                        ? Redacted.unknown(unmatched.getUnmatched())
                        : String.valueOf(e.getMessage());
        err.println("mailrace: " + oneLine(message));
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("See '" + name + " --help'.");
        }
        return ExitCode.USAGE.number();
    }

    private static int failed(Exception e, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (e instanceof CommandFailure failure) {
            err.println("mailrace: " + oneLine(failure.getMessage()));
            return failure.exitCode().number();
        }
        if (e instanceof Refusal) {
            err.println("mailrace: " + oneLine(e.getMessage()));
            return ExitCode.USAGE.number();
        }
        err.flush();
        Faults.tell(e, System.err);
        return ExitCode.INTERNAL_ERROR.number();
    }

    static String oneLine(@Nullable String message) {
        return message == null
                ? "no message"
                : Printable.of(Redacted.message(message).replaceAll("\\s*[\\r\\n]+\\s*", " "));
    }
}
