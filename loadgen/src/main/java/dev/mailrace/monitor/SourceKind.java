package dev.mailrace.monitor;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fault.SystemWords;
import dev.mailrace.files.DiskWork;
import dev.mailrace.files.UserFile;
import dev.mailrace.metrics.RunInfo;
import dev.mailrace.words.Redacted;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The kinds of source, by the words that they are asked for. */
final class SourceKind {
    private static final String EXPECTED = "exec:COMMAND, http://HOST:PORT/PATH#SERIES, file:PATH, process:PID, "
            + "postfix-queue, exim-queue or proc";
    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration POSTCONF_MAX = Duration.ofSeconds(5);
    private static final String POSTFIX_FOLDER = "active";

    private SourceKind() {}

    /** A series of a source: what its name ends with, and the unit of its values. */
    record SeriesEnd(String end, String unit) {}

    /**
     * A source that was found.
     *
     * @param shown as it was asked for, without what may be a secret
     * @param opening makes one for a run
     * @param runsCommand whether that runs a command that is the user's own
     */
    record Found(String shown, List<SeriesEnd> series, Supplier<Source> opening, boolean runsCommand) {
        private static Found of(String shown, List<SeriesEnd> series, Supplier<Source> opening) {
            return new Found(shown, series, opening, false);
        }
    }

    private static final List<SeriesEnd> ONE = List.of(new SeriesEnd("", ""));
    private static final List<SeriesEnd> COUNT = List.of(new SeriesEnd("", RunInfo.Monitor.COUNT));

    /** @throws Refusal where there is none of those words */
    static Found find(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "exec" -> ofCommand(text, rest);
            case "http", "https" -> ofPage(text);
            case "file" -> ofFile(text, rest);
            case "process" -> ofProcess(text, rest);
            case "postfix-queue" -> ofPostfix(text, rest);
            case "exim-queue" -> ofExim(text, rest);
            case "proc" -> ofMachine(text, rest);
            default -> throw new Refusal(MonitorSpec.OPTION, "'" + text + "' for a source", EXPECTED);
        };
    }

    private static Found ofCommand(String text, String line) {
        List<String> command = CommandWords.of(line);
        checkProgram(command.get(0));
        return new Found(Redacted.message(text), ONE, () -> new CommandSource(command), true);
    }

    private static void checkProgram(String program) {
        boolean found = program.contains("/")
                ? Files.isExecutable(path(program))
                : Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(path(folder).resolve(program)));
        if (!found) {
            throw new Refusal(MonitorSpec.OPTION, "no program " + program, "one that can be run");
        }
    }

    private static Path path(String text) {
        return UserFile.path(MonitorSpec.OPTION, text);
    }

    private static Found ofPage(String text) {
        int hash = text.indexOf('#');
        if (hash < 0) {
            throw new Refusal(
                    MonitorSpec.OPTION,
                    text + " without a series",
                    "one behind a #, such as http://127.0.0.1:9100/metrics#node_load1");
        }
        URI page = uri(text.substring(0, hash));
        SeriesSelector selector = SeriesSelector.of(text.substring(hash + 1));
        String shown = Redacted.url(page.toString()) + "#" + selector;
        return Found.of(shown, ONE, () -> new HttpSource(page, selector));
    }

    private static URI uri(String text) {
        String expected = "a page such as http://127.0.0.1:9100/metrics, without a user and password";
        try {
            URI page = new URI(text);
            if (page.getHost() == null || page.getRawUserInfo() != null) {
                throw new Refusal(MonitorSpec.OPTION, Redacted.url(text), expected);
            }
            return page;
        } catch (URISyntaxException e) {
            throw new Refusal(MonitorSpec.OPTION, Redacted.url(text), expected, e);
        }
    }

    private static Found ofFile(String text, String name) {
        if (name.isBlank()) {
            throw new Refusal(MonitorSpec.OPTION, text, "file:PATH");
        }
        Path file = path(name);
        return Found.of(text, ONE, () -> new FileSource(file));
    }

    private static Found ofProcess(String text, String number) {
        String expected = "process:PID, the number of a process of this machine";
        if (!number.matches("[1-9][0-9]{0,9}")) {
            throw new Refusal(MonitorSpec.OPTION, text, expected);
        }
        Path folder = PROCESSES.resolve(number);
        if (!Files.isReadable(folder.resolve("stat"))) {
            throw new Refusal(MonitorSpec.OPTION, text + ": there is no such process", expected);
        }
        return Found.of(
                text,
                List.of(
                        new SeriesEnd(ProcessSource.CPU, RunInfo.Monitor.PERCENT),
                        new SeriesEnd(ProcessSource.MEMORY, RunInfo.Monitor.BYTES),
                        new SeriesEnd(ProcessSource.THREADS, RunInfo.Monitor.COUNT)),
                () -> new ProcessSource(folder));
    }

    private static Found ofMachine(String text, String rest) {
        if (!rest.isEmpty() || !Files.isReadable(PROCESSES.resolve("stat"))) {
            throw new Refusal(MonitorSpec.OPTION, text, "proc, on a machine with /proc");
        }
        return Found.of(
                text,
                List.of(
                        new SeriesEnd(MachineSource.CPU, RunInfo.Monitor.PERCENT),
                        new SeriesEnd(MachineSource.MEMORY, RunInfo.Monitor.BYTES),
                        new SeriesEnd(MachineSource.LOAD, "")),
                () -> new MachineSource(PROCESSES));
    }

    private static Found ofPostfix(String text, String named) {
        Path folder = path(named.isEmpty() ? queueDirectory() : named);
        if (!Files.isReadable(folder.resolve(POSTFIX_FOLDER))) {
            throw new Refusal(
                    MonitorSpec.OPTION,
                    text + ": no folder " + folder.resolve(POSTFIX_FOLDER) + " that may be read",
                    "postfix-queue:DIR, what postconf -h queue_directory says, and the right to read it");
        }
        return Found.of(
                text,
                QueueSource.postfixSeries().stream()
                        .map(end -> new SeriesEnd(end, RunInfo.Monitor.COUNT))
                        .toList(),
                () -> QueueSource.ofPostfix(folder));
    }

    private static String queueDirectory() {
        checkProgram("postconf");
        try {
            String folder =
                    DiskWork.within(POSTCONF_MAX, Path.of("postconf"), "it did not answer", SourceKind::askPostconf);
            if (!folder.isEmpty()) {
                return folder;
            }
        } catch (IOException e) {
            throw new Refusal(MonitorSpec.OPTION, "postconf: " + SystemWords.of(e), "postfix-queue:DIR", e);
        }
        throw new Refusal(MonitorSpec.OPTION, "postconf names no queue_directory", "postfix-queue:DIR");
    }

    private static String askPostconf() throws IOException {
        Process process = new ProcessBuilder("postconf", "-h", "queue_directory")
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream out = process.getInputStream()) {
            return new String(out.readNBytes(FileSource.BYTES_MAX), StandardCharsets.UTF_8).strip();
        }
    }

    private static Found ofExim(String text, String named) {
        if (!named.isEmpty()) {
            Path folder = path(named);
            if (!Files.isReadable(folder)) {
                throw new Refusal(
                        MonitorSpec.OPTION,
                        text + ": no folder that may be read",
                        "exim-queue:DIR, the folder input of Exim's spool");
            }
            return Found.of(text, COUNT, () -> QueueSource.ofExim(folder));
        }
        checkProgram("exim");
        return Found.of(text, COUNT, () -> new CommandSource(List.of("exim", "-bpc")));
    }
}
