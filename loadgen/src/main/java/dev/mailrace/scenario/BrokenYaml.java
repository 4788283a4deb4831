package dev.mailrace.scenario;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.mailrace.fault.Refusal;
import java.nio.file.Path;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Explains a YAML syntax error in one line, with its place. */
final class BrokenYaml {
    private static final String EXPECTED = "lines such as 'rate: 500/s', indented with spaces";

    private BrokenYaml() {}

    /** What a text has that YAML has not. */
    private record Problem(String what, String expected) {}

    static Refusal refusal(Path file, String text, JsonProcessingException cause) {
        // Jackson's own place is that of the last token that was well, which may be lines before the fault.
        if (cause.getCause() instanceof MarkedYAMLException marked) {
            // What has no end is best sought at its beginning.
            Mark context = isUnended(marked) ? marked.getContextMark() : null;
            Mark mark = context == null ? marked.getProblemMark() : context;
            return refusal(file, mark.getLine() + 1, mark.getColumn() + 1, problem(marked), cause);
        }
        if (cause.getCause() instanceof ReaderException unreadable) {
            String before = text.substring(0, Math.min(text.length(), unreadable.getPosition()));
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            int column = before.length() - before.lastIndexOf('\n');
            return refusal(file, line, column, new Problem("a control character", "text"), cause);
        }
        JsonLocation at = cause.getLocation();
        Problem problem =
                new Problem(cause.getOriginalMessage().lines().findFirst().orElse(""), EXPECTED);
        return refusal(file, at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(), problem, cause);
    }

    private static boolean isUnended(MarkedYAMLException marked) {
        return marked.getProblem().contains("end of stream")
                || marked.getProblem().contains("stream end");
    }

    private static Problem problem(MarkedYAMLException marked) {
        String problem = marked.getProblem();
        if (problem.contains("(TAB)")) {
            return new Problem("a tab", "spaces");
        }
        if (isUnended(marked)) {
            return new Problem("what begins here has no end", "a closing quote or bracket");
        }
        if (problem.contains("cannot start any token")) {
            return new Problem(
                    problem.replaceFirst("found character ('.*?') .*", "a value that begins with $1"),
                    "such a value in quotes");
        }
        if (problem.contains("mapping values are not allowed")) {
            return new Problem("a colon too many", "lines such as 'rate: 500/s', and quotes where a value holds ': '");
        }
        return new Problem(problem, EXPECTED);
    }

    private static Refusal refusal(Path file, int line, int column, Problem problem, JsonProcessingException cause) {
        return new Refusal("", "no YAML: " + problem.what, problem.expected, cause)
                .at(file + ":" + line + ":" + column);
    }
}
