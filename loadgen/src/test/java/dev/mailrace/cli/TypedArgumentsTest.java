package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.words.Redacted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed is what is meant: no argument turns into others, and none into something like it. */
@Tag("jdk")
class TypedArgumentsTest {
    private final Path folder;

    TypedArgumentsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Typed plan(String... more) {
        String[] line = new String[more.length + 5];
        System.arraycopy(new String[] {"run", "-n", "2", "--dry-run", "--no-results"}, 0, line, 0, 5);
        System.arraycopy(more, 0, line, 5, more.length);
        return Typed.run(line);
    }

    @Test
    void aFileOfRecipientsIsNoFileOfArguments() throws IOException {
        Path file = Files.writeString(folder.resolve("rcpts.csv"), "address\nann@example.test\nbob@example.test\n");
        assertThat(plan("-t", "@" + file).out()).contains("to <ann@example.test>", "to <bob@example.test>");
        assertThat(plan("-f", "@" + file).out()).contains("<ann@example.test> to ");
        Path evil = Files.writeString(folder.resolve("evil.csv"), "ann@example.test\n--auth-user=evil\n");
        for (String option : List.of("-t", "-f")) {
            assertThat(plan(option, "@" + evil).complaint())
                    .isEqualTo("mailrace: " + (option.equals("-t") ? "to: " : "from: ") + evil
                            + ":2: address: \"--auth-user=evil\" (expected: local@domain)");
        }
    }

    @Test
    void noOptionTakesArgumentsFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("arguments"), "--seed=77\n");
        for (String command : List.of("run", "probe", "auth", "capacity", "ab", "compare", "report", "sink")) {
            Typed typed = Typed.run(command, "@" + file, "--nonsense");
            assertThat(typed.exit()).as(command).isEqualTo(2);
            assertThat(typed.complaint()).as(command).isEqualTo("mailrace: Unknown option: '--nonsense'");
        }
        assertThat(Typed.run("@" + file).complaint()).contains("'@" + file + "'");
        assertThat(plan("--ehlo", "@" + file).exit()).isZero(); // A name like any other.
    }

    @Test
    void aPercentSignInAnAddressIsOne() {
        assertThat(plan("-t", "user%domain@relay.example").out()).contains("to <user%domain@relay.example>");
        assertThat(plan("-t", "\"doe, john\"@example.test").out()).contains("to <\"doe, john\"@example.test>");
        assertThat(plan("-t", "\"odd user\"@example.test,b@example.test").out())
                .contains("to <\"odd user\"@example.test>", "to <b@example.test>");
    }

    @Test
    void aCorpusIsCountedInThePlanAndWhatIsNoneIsNamed() throws IOException {
        Files.writeString(folder.resolve("a.eml"), "From: a@x.test\n\nhello\n");
        Path notes = Files.writeString(folder.resolve("notes"), "hello\n");
        Typed typed = plan("-F", folder.toString());
        assertThat(typed.out()).contains(folder + ", 1 message, 1 file refused");
        assertThat(typed.err()).isEqualTo("mailrace: not sent: " + notes + ": its first line is no header field\n");
        assertThat(plan("-F", folder.toString(), "--eml-verbatim").out()).contains("1 file refused, verbatim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jürgen\ufffd@example.test", "Pr\ufffd\ufffdfung"})
    void whatTheLocaleCouldNotSpellIsRefused(String argument) {
        Typed typed = plan("-t", argument);
        assertThat(typed.exit()).isEqualTo(2);
        assertThat(typed.complaint())
                .startsWith("mailrace: argument 7 holds characters that the locale's character set, ")
                .endsWith(" (expected: a locale of UTF-8, such as LC_ALL=C.UTF-8)");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/v1?api_key=x#y,         http://a.example/v1?***",
        "--otlp=https://me:pw@a.example:4318/v1,  --otlp=https://***@a.example:4318/v1",
        "https://a.example/otlp/abcdefghijklmnopqrstuvwx/v1, https://a.example/otlp/***/v1",
        "-Djavax.net.ssl.trustStorePassword=x y,  -Djavax.net.ssl.trustStorePassword=***",
        "-Dmy.secret=x,                           -Dmy.secret=***",
        "-DAPI_TOKEN=x,                           -DAPI_TOKEN=***",
        "-Daws.credential=x,                      -Daws.credential=***",
        "-javaagent:/a.jar=port=1;apikey=x;b=2,   -javaagent:/a.jar=port=1;apikey=***;b=2",
        "-Xmx2g,                                  -Xmx2g",
        "-Dio.netty.jfr.enabled=false,            -Dio.netty.jfr.enabled=false",
        "--auth-password-file=/run/secrets/mail,  --auth-password-file=/run/secrets/mail",
        "--credentials=users.csv,                 --credentials=users.csv",
        "--key=client.pem,                        --key=client.pem",
        "smtp://127.0.0.1:2525,                   smtp://127.0.0.1:2525",
        "user%05d@example.test,                   user%05d@example.test"
    })
    void aRecordedArgumentHoldsNoSecret(String argument, String recorded) {
        assertThat(Redacted.argument(argument)).isEqualTo(recorded);
    }
}
