package dev.mailrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads the sources and refuses what the compiler and the formatter let pass. */
class TidyTest {
    private static final int FILE_LINES_MAX = 400;
    private static final int PARTS_MAX = 7;

    /** Written in two halves, so that this file does not refuse itself. */
    private static final Map<String, String> BANNED = Map.of(
            "Thread." + "sleep", "the loop's schedule, or a latch with a limit",
            "System." + "currentTimeMillis", "the loop's ticker, or java.time.Clock",
            "@" + "author", "the commit's author",
            "FIX" + "ME", "a fix",
            "TO" + "DO", "the work itself",
            "print" + "StackTrace", "a message that says what to do",
            "void" + "Promise", "a promise whose failure arrives",
            "@Suppress" + "Warnings(\"all\")", "the one warning that is meant, and its reason");

    @Test
    void filesAreShort() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            long lines = Files.readAllLines(file).size();
            if (lines > FILE_LINES_MAX) {
                wrong.add(file + ": " + lines + " lines (expected: <= " + FILE_LINES_MAX + "; find the missing noun)");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void bannedWordsStayOut() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                for (Map.Entry<String, String> banned : BANNED.entrySet()) {
                    if (lines.get(i).contains(banned.getKey())) {
                        wrong.add(file + ":" + (i + 1) + ": " + banned.getKey() + " (use: " + banned.getValue() + ")");
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPackageExplainsItselfAndIsNullMarked() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            Path folder = file.getParent();
            if (folder == null || !folder.toString().contains("src/main/java/dev/mailrace/")) {
                continue;
            }
            Path info = folder.resolve("package-info.java");
            if (!Files.exists(info)) {
                wrong.add(folder + ": no package-info.java");
                continue;
            }
            String text = Files.readString(info);
            if (!text.contains("@NullMarked") || !text.startsWith("/**")) {
                wrong.add(info + ": (expected: a Javadoc comment and @NullMarked)");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void commentsInPackagesOnlyCiteWhatIsPublic() throws IOException {
        // A path of somebody's machine helps nobody else.
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            if (text.contains("/ho" + "me/") || text.contains("/wo" + "rk/")) {
                wrong.add(file + ": a path of one machine");
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** A constructor's or record's parts, from its name to the bracket that opens its body. */
    private static final Pattern PARTS = Pattern.compile(
            "(?m)^ *(?:(?:public|private|protected|static|final) )*(?:record )?([A-Z]\\w*)(?:<[^(]*>)?\\(([^;{}]*)\\)[^;{}()]*\\{");

    @Test
    void whoeverHasMoreThanSevenPartsSaysWhy() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            if (!file.toString().contains("src/main/java")) {
                continue;
            }
            String text = Files.readString(file);
            Matcher parts = PARTS.matcher(text);
            while (parts.find()) {
                int count = count(parts.group(2));
                boolean told = text.substring(0, parts.start()).contains("More than seven parts");
                if (count > PARTS_MAX && !told) {
                    wrong.add(file + ": " + parts.group(1) + " has " + count + " parts (expected: <= " + PARTS_MAX
                            + ", or a comment 'More than seven parts' that says why)");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Commas outside brackets part them. */
    private static int count(String parts) {
        int depth = 0;
        int commas = 0;
        for (int i = 0; i < parts.length(); i++) {
            char c = parts.charAt(i);
            depth += "<([".indexOf(c) >= 0 ? 1 : ">)]".indexOf(c) >= 0 ? -1 : 0;
            commas += c == ',' && depth == 0 ? 1 : 0;
        }
        return parts.isBlank() ? 0 : commas + 1;
    }

    @Test
    void partsAreCounted() {
        Matcher record = PARTS.matcher("public record Sums(Map<String, Long> a, int b)\n        implements Some {\n");
        assertThat(record.find()).isTrue();
        assertThat(count(record.group(2))).isEqualTo(2);
        Matcher constructor = PARTS.matcher("    Sums(@Named(\"a, b\") int a, int b, int c) {\n");
        assertThat(constructor.find()).isTrue();
        assertThat(count(constructor.group(2))).isEqualTo(3);
    }

    private static List<Path> sources() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        if (!Files.exists(root.resolve("loadgen"))) {
            root = root.resolve("..").normalize();
        }
        List<Path> found = new ArrayList<>();
        for (String module : List.of("loadgen/src", "bench/src")) {
            if (!Files.exists(root.resolve(module))) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root.resolve(module))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
            }
        }
        assertThat(found).isNotEmpty();
        return found;
    }
}
