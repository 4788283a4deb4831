package dev.mailrace.experiment;

import dev.mailrace.fault.Refusal;
import dev.mailrace.files.UserFile;
import dev.mailrace.session.Transcript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A saved transcript, which a server's replies are compared with. */
public final class ExpectedDialogue {
    private static final int BYTES_MAX = 16 << 20;
    private static final Pattern LINE = Pattern.compile("^\\s*(?:[0-9.,]+ (?:ms|s))?\\s*([SC]): ?(.*)$");

    /** A reply and what it answered: the client's command, or what stands for it. */
    private record Exchange(String to, List<String> lines) {
        String code() {
            String first = lines.get(0);
            return first.length() < 3 ? first : first.substring(0, 3);
        }

        boolean listsCapabilities() {
            return to.equals("EHLO") && code().startsWith("2");
        }

        /** All lines but the greeting's, in upper case, without codes. */
        Set<String> capabilities() {
            Set<String> capabilities = new LinkedHashSet<>();
            for (String line : lines.subList(1, lines.size())) {
                capabilities.add(text(line).toUpperCase(Locale.ROOT));
            }
            return capabilities;
        }
    }

    private final List<Exchange> expected;

    private ExpectedDialogue(List<Exchange> expected) {
        this.expected = expected;
    }

    /** Reads what {@code mailrace probe} printed; lines that are neither {@code S:} nor {@code C:} are passed over. */
    public static ExpectedDialogue read(Path file) {
        List<Transcript.Line> lines = new ArrayList<>();
        String saved = new UserFile("expect", file, BYTES_MAX, "a transcript, as probe prints it").text();
        saved.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                lines.add(new Transcript.Line("S".equals(matcher.group(1)), matcher.group(2), -1));
            }
        });
        if (lines.stream().noneMatch(Transcript.Line::fromServer)) {
            throw new Refusal("expect", file + " holds no reply", "lines such as 'S: 220 ready'");
        }
        return new ExpectedDialogue(exchanges(lines));
    }

    private static List<Exchange> exchanges(List<Transcript.Line> lines) {
        List<Exchange> exchanges = new ArrayList<>();
        List<String> commands = new ArrayList<>(List.of("banner"));
        List<String> reply = new ArrayList<>();
        boolean content = false;
        for (Transcript.Line line : lines) {
            if (!line.fromServer()) {
                content &= !line.text().equals(".");
                if (!content) {
                    commands.add(line.text().equals(".") ? "content" : verb(line.text()));
                }
                continue;
            }
            reply.add(line.text());
            if (line.text().length() <= 3 || line.text().charAt(3) != '-') {
                String to = commands.isEmpty() ? "nothing" : commands.remove(0);
                exchanges.add(new Exchange(to, List.copyOf(reply)));
                content = line.text().startsWith("354");
                reply.clear();
            }
        }
        return exchanges;
    }

    private static String verb(String command) {
        int end = command.indexOf(' ');
        String verb = end < 0 ? command : command.substring(0, end);
        return verb.equals("***") ? "AUTH" : verb.toUpperCase(Locale.ROOT);
    }

    private static String text(String line) {
        return line.length() <= 4 ? "" : line.substring(4).strip();
    }

    /**
     * What is not as expected: a line that names the command, then {@code -} lines expected and {@code +} lines said.
     *
     * @param texts whether the texts of replies count
     */
    public List<String> differences(List<Transcript.Line> said, boolean texts) {
        List<Exchange> actual = exchanges(said);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            if (i >= actual.size()) {
                missing(differences, expected.get(i), "-");
            } else if (i >= expected.size()) {
                missing(differences, actual.get(i), "+");
            } else {
                compare(differences, expected.get(i), actual.get(i), texts);
            }
        }
        return differences;
    }

    private static void missing(List<String> differences, Exchange exchange, String sign) {
        differences.add(exchange.to());
        exchange.lines().forEach(line -> differences.add(sign + " " + line));
    }

    private static void compare(List<String> differences, Exchange expected, Exchange actual, boolean texts) {
        List<String> own = new ArrayList<>();
        if (!expected.code().equals(actual.code())
                || (texts && !expected.lines().equals(actual.lines()))) {
            expected.lines().forEach(line -> own.add("- " + line));
            actual.lines().forEach(line -> own.add("+ " + line));
        } else if (expected.listsCapabilities()) {
            Set<String> gone = expected.capabilities();
            gone.removeAll(actual.capabilities());
            gone.forEach(capability -> own.add("- " + capability));
            Set<String> extra = actual.capabilities();
            extra.removeAll(expected.capabilities());
            extra.forEach(capability -> own.add("+ " + capability));
        }
        if (!own.isEmpty()) {
            differences.add(actual.to());
            differences.addAll(own);
        }
    }
}
