package dev.mailrace.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The sections of a page of the manual in the order of man-pages(7), with those that picocli's generator does not know. */
final class ManSections {
    private static final String TAG = "picocli-generated-man-section-";

    private static final Pattern HEADING = Pattern.compile("^==", Pattern.MULTILINE);

    /** A label of an option or argument, such as N; AsciiDoc wants it between two underscores behind a semicolon. */
    private static final Pattern LABEL = Pattern.compile("(?<!\\w)_([^_\\s]+)_(?=.*::$)", Pattern.MULTILINE);

    private static final List<Note> ENVIRONMENT = List.of(
            new Note("--auth-password-file", "MAILRACE_AUTH_PASSWORD", "The password, unless a file is named."),
            new Note("--no-color", "NO_COLOR", "Set to anything: output without colours."),
            new Note("--calibrate", "XDG_CACHE_HOME", "The folder of caches (default: $HOME/.cache)."),
            new Note("--help", "MAILRACE_TRACE", "Set to anything: an internal error is shown with its stack."),
            new Note(
                    "--monitor",
                    "MAILRACE_MONITOR",
                    "Set by the tool, for the commands of --monitor exec:, which end with it."),
            new Note("--processes", "MAILRACE_AGENT_TOKEN", "Set by the tool, for the processes of --processes."),
            new Note("--help", "MAILRACE_JAVA_OPTIONS", "Options for the Java runtime that scripts/mailrace starts."),
            new Note(
                    "--help",
                    "MAILRACE_CHARSET",
                    "Set by scripts/mailrace where the locale has no UTF-8: output for people is ASCII then."),
            new Note("--help", "JAVA_HOME", "The JDK that scripts/mailrace starts (default: the newest found)."));

    private static final List<Note> FILES = List.of(
            new Note("--results", "results/runs/TIME/run.json", "What a run measured."),
            new Note("--results", "results/runs/TIME/intervals.hlog", "Its histograms, a phase and a second each."),
            new Note("--results", "results/runs/TIME/report.html", "Its report, for a browser."),
            new Note("--calibrate", "$XDG_CACHE_HOME/mailrace/calibration.json", "What this machine can generate."));

    /** What there is to know for a command that has an option. */
    private record Note(String option, String term, String words) {
        boolean concerns(CommandSpec command) {
            return command.parent() == null
                    || command.findOption(option) != null
                    || option.endsWith("-" + command.name());
        }
    }

    private ManSections() {}

    /** The page that the generator wrote, in order. */
    static String of(CommandSpec command, String generated) {
        return section("header", generated)
                + section("name", generated)
                + section("synopsis", generated)
                + section("description", generated)
                + section("commands", generated)
                + section("arguments", generated)
                + "== Options\n\n"
                + HEADING.matcher(section("options", generated)).replaceAll("===")
                + exitStatus(section("exit-status", generated), command)
                + notes("Environment", ENVIRONMENT, command)
                + notes("Files", FILES, command)
                + section("footer", generated)
                + seeAlso(command);
    }

    private static String exitStatus(String codes, CommandSpec command) {
        if (codes.isBlank()) {
            return "== Exit status\n\n0 when all went well; *mailrace*(1) lists the others.\n\n";
        }
        var common = command.root().usageMessage().exitCodeList();
        boolean own = !command.usageMessage().exitCodeList().equals(common);
        return own ? codes + "*mailrace*(1) lists the others.\n\n" : codes;
    }

    private static String section(String name, String generated) {
        String start = "// tag::" + TAG + name + "[]";
        int from = generated.indexOf(start) + start.length();
        String text = generated.substring(from, generated.indexOf("// end::" + TAG + name + "[]", from));
        return LABEL.matcher(text.strip()).replaceAll("__$1__") + "\n\n";
    }

    private static String notes(String heading, List<Note> all, CommandSpec command) {
        StringBuilder notes = new StringBuilder();
        for (Note note : all) {
            if (note.concerns(command)) {
                notes.append(String.format("*%s*::%n  %s%n%n", note.term(), note.words()));
            }
        }
        return notes.isEmpty() ? "" : "== " + heading + "\n\n" + notes;
    }

    private static String seeAlso(CommandSpec command) {
        Stream<String> pages = command.parent() == null
                ? command.subcommands().keySet().stream().map(name -> "*mailrace-" + name + "*(1)")
                : Stream.of("*mailrace*(1)");
        return "== See also\n\n" + pages.collect(Collectors.joining(", ")) + "\n";
    }
}
