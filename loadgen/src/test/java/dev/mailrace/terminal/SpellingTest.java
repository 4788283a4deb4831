package dev.mailrace.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final Pattern WORDS = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");

    @ParameterizedTest
    @CsvSource({
        "UTF-8, false, UNICODE",
        "utf8, false, UNICODE",
        "UTF-8, true, ASCII", // A terminal that is dumb may have no such font.
        "ANSI_X3.4-1968, false, ASCII",
        "US-ASCII, false, ASCII",
        "ISO-8859-1, false, ASCII", // It has µ, but not as we write it.
        "GB18030, false, ASCII",
        "no such, false, ASCII",
        ", false, UNICODE"
    })
    void theLocaleAndTheTerminalDecide(String charset, boolean dumb, Spelling expected) {
        assertThat(Spelling.of(charset, dumb)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "12.3 µs, 12.3 us",
        "≥ 9.8 s, >= 9.8 s",
        "−3 … +5 %, -3 ... +5 %",
        "451 rcpt ×40, 451 rcpt x40",
        "▁▂▃▄▅▆▇█, .:-=+*%#",
        "██░░, ##..",
        "● good, * good",
        "J\u00fcrgen, J?rgen",
        "Ju\u0308rgen, J?rgen",
        "漢字, ??",
        "\ud83d\ude00, ?"
    })
    void whatAsciiLacksHasAStandIn(String text, String expected) {
        assertThat(Spelling.ASCII.of(text)).isEqualTo(expected);
        assertThat(Spelling.UNICODE.of(text)).isEqualTo(text);
    }

    /** A new sign in what we say ourselves must have one, too. */
    @Test
    void everySignThatWeUseHasAStandIn() throws IOException {
        Path sources = Path.of("src/main/java/dev/mailrace");
        for (String file : List.of("words/Human.java", "report", "analysis", "experiment", "cli", "scenario")) {
            try (var files = Files.walk(sources.resolve(file))) {
                for (Path source :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    Matcher words = WORDS.matcher(Files.readString(source));
                    while (words.find()) {
                        assertThat(Spelling.ASCII.of(words.group().replace("?", "")))
                                .as(source.toString())
                                .doesNotContain("?");
                    }
                }
            }
        }
    }

    @Test
    void peopleGetAsciiAndMachinesWhatIsMeant(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("out");
        Spelled.inAscii(() -> printTo(file));
        assertThat(file).hasContent("1 us\n>=x...-\n->\nu* ?\nµ é\n≥\n");
    }

    private static void printTo(Path file) throws IOException {
        PrintStream before = System.out;
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            StandardStream stream = StandardStream.of(out.getFD(), false);
            System.setOut(stream);
            stream.println("1 µs");
            stream.print('≥');
            stream.print((Object) "×");
            stream.print("…".toCharArray());
            stream.append("–\n").printf("%s%n", "→");
            PrintWriter people = StandardStream.forPeople(System.out);
            people.print('µ');
            people.println("● é");
            StandardStream.exact().println("µ é");
            stream.write("≥\n".getBytes(StandardCharsets.UTF_8));
            stream.flush();
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void aStreamOfOthersIsWrittenToInUtf8() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StandardStream.forPeople(new PrintStream(bytes, false, StandardCharsets.UTF_8))
                .println("µ");
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("µ\n");
    }
}
