package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FeedTest {
    private final Path folder;

    FeedTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<Feed> feeds() {
        return Stream.of(
                Feed.of("one@example.test", 1, 9),
                Feed.of("üser%03d@example.test", 0, 1200),
                Feed.of("%d", 7, 999_999_999_999_999_999L),
                Feed.ofSenders("<>", 1, 1),
                Feed.ofAddresses("a@example.test,b%%b@example.test, ccc@example.test", 1, 1));
    }

    @ParameterizedTest
    @MethodSource("feeds")
    void whatIsWrittenIsTheTextAndAsLongAsSaid(Feed feed) {
        for (long index : new long[] {0, 1, 2, 9, 10, 99, 999, 1000, 1200, 1201, Long.MAX_VALUE, -1}) {
            ByteBuf out = Unpooled.buffer(1);
            feed.write(index, out);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(feed.text(index));
            assertThat(out.readableBytes()).isEqualTo(feed.bytesAt(index));
        }
    }

    @ParameterizedTest
    @MethodSource("feeds")
    void indicesWrapAtTheSize(Feed feed) {
        assertThat(feed.text(feed.size())).isEqualTo(feed.text(0));
        assertThat(feed.text(feed.size() + 1)).isEqualTo(feed.text(1));
    }

    @ParameterizedTest
    @CsvSource({
        "user%d@example.test,    8, 11, user8@example.test,        user11@example.test",
        "user%05d@example.test,  0, 10, user00000@example.test,    user00010@example.test",
        "%02d,                  99, 100, 99,                       100",
        "100%%-%d,               1, 2,  100%-1,                    100%-2",
        "%d%%,                   1, 2,  1%,                        2%",
        "a%d-b@example.test,     1, 2,  a1-b@example.test,         a2-b@example.test",
        "a%domain%d@x.example,   1, 2,  a%domain1@x.example,       a%domain2@x.example",
        "a%d2@example.test,      1, 2,  a12@example.test,          a22@example.test",
        "%018d,                  1, 2,  000000000000000001,        000000000000000002"
    })
    void aPatternRunsFromFirstToLast(String pattern, long first, long last, String textFirst, String textLast) {
        Feed feed = Feed.of(pattern, first, last);
        assertThat(feed.size()).isEqualTo(last - first + 1);
        assertThat(feed.text(0)).isEqualTo(textFirst);
        assertThat(feed.text(feed.size() - 1)).isEqualTo(textLast);
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "50%%, 50%",
        "%%d, %d",
        "user%host@relay.test, user%host@relay.test",
        "user%domain@relay.example, user%domain@relay.example",
        "user%Domain@relay.example, user%Domain@relay.example",
        "user%05domain@relay.example, user%05domain@relay.example",
        "user%5domain@relay.example, user%5domain@relay.example",
        "user%dü@relay.example, user%dü@relay.example",
        "user%s@relay.example, user%s@relay.example",
        "user%20@relay.example, user%20@relay.example",
        "%, %"
    })
    void anyOtherTextIsConstant(String text, String expected) {
        Feed feed = Feed.of(text, 1, 1000);
        assertThat(feed.size()).isOne();
        assertThat(feed.text(5)).isEqualTo(expected);
    }

    @Test
    void aFeedNamesItself() throws IOException {
        assertThat(Feed.of("user%05d@example.test", 1, 1000)).hasToString("user%05d@example.test, 1..1000");
        assertThat(Feed.of("u@example.test", 1, 1000)).hasToString("u@example.test");
        assertThat(Feed.ofSenders("", 1, 1)).hasToString("<>");
        Path file = csv("a@example.test\nb@example.test\n");
        assertThat(Feed.ofAddresses("@" + file, 1, 1)).hasToString(file + ", 2 texts");
    }

    @Test
    void aColumnIsFoundByItsNameInAnyCase() throws IOException {
        Path file = csv("id,Address\n1,a@example.test\n2,b@example.test\n");
        assertThat(texts(Feed.ofCsv(file, "address", 0))).containsExactly("a@example.test", "b@example.test");
    }

    @Test
    void withoutItsNameTheFirstRowIsDataAndThePositionCounts() throws IOException {
        Path file = csv("a@example.test,secret\nb@example.test,\n");
        assertThat(texts(Feed.ofCsv(file, "address", 0))).containsExactly("a@example.test", "b@example.test");
        assertThat(texts(Feed.ofCsv(file, "password", 1))).containsExactly("secret", "");
    }

    @Test
    void quotesMayHoldCommasAndQuotes() throws IOException {
        Path file = csv("user,password\nann,\"a,b\"\nbob,\"say \"\"hi\"\"\"\n\"#carl\", x \n");
        assertThat(texts(Feed.ofCsv(file, "password", 1))).containsExactly("a,b", "say \"hi\"", " x ");
        assertThat(texts(Feed.ofCsv(file, "user", 0))).containsExactly("ann", "bob", "#carl");
    }

    @Test
    void returnsByteOrderMarkBlankLinesAndCommentsCountForNothing() throws IOException {
        Path file = csv("\ufeff# people\r\n\r\naddress\r\na@example.test\r\n  \r\n#b@example.test\r\nc@example.test");
        assertThat(texts(Feed.ofCsv(file, "address", 0))).containsExactly("a@example.test", "c@example.test");
        assertThat(texts(Feed.ofCsv(csv("\ufeffaddress\nx\n"), "address", 0))).containsExactly("x");
    }

    @Test
    void localPartsInQuotesMayHoldBlanksAndCommas() throws IOException {
        assertThat(texts(Feed.ofAddresses("\"odd user\"@example.test", 1, 1)))
                .containsExactly("\"odd user\"@example.test");
        assertThat(texts(Feed.ofAddresses("\"doe, john\"@example.test, b@example.test,\"x\\\",y\"@a.test", 1, 1)))
                .containsExactly("\"doe, john\"@example.test", "b@example.test", "\"x\\\",y\"@a.test");
        assertThat(texts(Feed.ofSenders("\"odd user%d\"@example.test", 1, 2)))
                .containsExactly("\"odd user1\"@example.test", "\"odd user2\"@example.test");
        assertThat(texts(Feed.ofAddresses("@" + csv("name;email\nx;\"\"\"odd user\"\"@a.test\"\n"), 1, 1)))
                .containsExactly("\"odd user\"@a.test");
    }

    @Test
    void aSecretIsNeverShown() {
        assertThat(Feed.ofSecret("password", "a%dB%dc%")).hasToString("password");
        assertThat(Feed.ofSecret("password", "a%dB%dc%").text(7)).isEqualTo("a%dB%dc%");
        assertThat(Feed.ofSecretPattern("password", "a%02d", 1, 3)).hasToString("password, 1..3");
        assertThatThrownBy(() -> Feed.ofSecret("password", "a\nb"))
                .hasMessage("password: several lines, or NUL (expected: one line)");
        assertThatThrownBy(() -> Feed.ofSecretPattern("password", "a%d-%d", 1, 3))
                .hasMessage("password: no such pattern (expected: one %d, or %01d to %018d; %% for a percent sign)");
    }

    @Test
    void sendersInAFileMayBeNull() throws IOException {
        Path file = csv("address\n<>\n a@example.test\n");
        assertThat(texts(Feed.ofSenders("@" + file, 1, 1))).containsExactly("", "a@example.test");
    }

    @Test
    void aHundredThousandTextsComeBackAsTheyWere() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            rows.append("user").append(i).append("@example.test\n");
        }
        Feed feed = Feed.ofCsv(csv(rows.toString()), "address", 0);
        assertThat(feed.size()).isEqualTo(100_000);
        for (int i = 0; i < 100_000; i++) {
            assertThat(feed.text(i)).isEqualTo("user" + i + "@example.test");
        }
    }

    private Path csv(String content) throws IOException {
        return Files.writeString(folder.resolve("users.csv"), content);
    }

    private static List<String> texts(Feed feed) {
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < feed.size(); i++) {
            texts.add(feed.text(i));
        }
        return texts;
    }
}
