package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWriterTest {
    @Test
    void writesEachCommandAsOneLine() {
        assertThat(written(out -> CommandWriter.hello(out, CommandWriter.Greeting.EHLO, bytes("client.example"))))
                .isEqualTo("EHLO client.example\r\n");
        assertThat(written(out -> CommandWriter.hello(out, CommandWriter.Greeting.HELO, bytes("[127.0.0.1]"))))
                .isEqualTo("HELO [127.0.0.1]\r\n");
        assertThat(written(CommandWriter::data)).isEqualTo("DATA\r\n");
        assertThat(written(CommandWriter::rset)).isEqualTo("RSET\r\n");
        assertThat(written(CommandWriter::quit)).isEqualTo("QUIT\r\n");
        assertThat(written(out -> CommandWriter.line(out, bytes("*")))).isEqualTo("*\r\n");
        assertThat(written(out -> CommandWriter.line(out, bytes("")))).isEqualTo("\r\n");
    }

    @Test
    void closesPathsWithTheirParameters() {
        assertThat(written(out -> {
                    CommandWriter.startMail(out);
                    CommandWriter.endPath(out);
                    CommandWriter.size(out, 100);
                    CommandWriter.endLine(out);
                    CommandWriter.startRcpt(out);
                    out.writeBytes(bytes("r@example.org"));
                    CommandWriter.endPath(out);
                    CommandWriter.endLine(out);
                }))
                .isEqualTo("MAIL FROM:<> SIZE=100\r\nRCPT TO:<r@example.org>\r\n");
    }

    @Test
    void anInitialResponseFollowsItsMechanism() {
        assertThat(written(out -> CommandWriter.auth(out, bytes("LOGIN"), bytes(""))))
                .isEqualTo("AUTH LOGIN\r\n");
        assertThat(written(out -> CommandWriter.auth(out, bytes("EXTERNAL"), bytes("="))))
                .isEqualTo("AUTH EXTERNAL =\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "\r\n", "a\0", "a@example.org>\r\nRCPT TO:<b"})
    void anArgumentThatWouldSplitTheCommandIsRefused(String text) {
        assertThatThrownBy(() -> CommandWriter.argument(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: no CR, LF or NUL")
                .hasMessageNotContainingAny("\r", "\n", "\0");
    }

    @Test
    void anArgumentIsItsUtf8() {
        assertThat(CommandWriter.argument("jürgen@example.org")).isEqualTo(bytes("jürgen@example.org"));
    }

    private static String written(Consumer<ByteBuf> command) {
        ByteBuf out = Unpooled.buffer();
        command.accept(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
