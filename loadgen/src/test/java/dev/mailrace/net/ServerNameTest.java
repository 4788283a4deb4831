package dev.mailrace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the first bytes that each provider sends: the name that was asked for, and no other. */
@Tag("jdk")
class ServerNameTest {
    private static final List<Tls> KEPT = new ArrayList<>();

    static Stream<Arguments> names() {
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of(
                        Arguments.of(provider, "mail.example.test", "mail.example.test"),
                        Arguments.of(provider, "MAIL.Example.test", "mail.example.test"),
                        Arguments.of(provider, "mail_1.example.test", "mail_1.example.test"),
                        Arguments.of(provider, "_smtp.example.test", "_smtp.example.test"),
                        Arguments.of(provider, "mailserver", "mailserver"),
                        Arguments.of(provider, "mail.example.test.", "mail.example.test"),
                        Arguments.of(provider, "bücher.example", "xn--bcher-kva.example"),
                        Arguments.of(provider, "xn--bcher-kva.example", "xn--bcher-kva.example"),
                        Arguments.of(provider, "メール.example", "xn--4dkua4c.example")));
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsAskedForIsSent(TlsProvider provider, String asked, String sent) throws Exception {
        if (provider == TlsProvider.BOUNCY_CASTLE && asked.contains("_")) {
            assertThatThrownBy(() -> named(provider, "127.0.0.1", asked))
                    .hasMessage("sni: " + asked + " with bouncy-castle, which sends no underscore (expected:"
                            + " --tls-provider boringssl or jdk)");
            return;
        }
        assertThat(named(provider, "127.0.0.1", asked)).isEqualTo(sent);
        assertThat(named(provider, asked, null)).as("a target").isEqualTo(sent);
    }

    static Stream<TlsProvider> providers() {
        return Stream.of(TlsProvider.values());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anAddressIsNotSent(TlsProvider provider) throws Exception {
        for (String target : List.of("127.0.0.1", "::1", "fe80::1%lo", "::ffff:192.0.2.1")) {
            assertThat(named(provider, target, null)).as(target).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "fe80::1%eth0",
                "",
                " ",
                ".",
                "a..b",
                "*.example.test",
                "a b",
                "mail:25",
                "a/b"
            })
    void whatCannotBeSentIsRefused(String asked) {
        assertThatThrownBy(() -> ServerName.asked(asked))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sni: ")
                .hasMessageEndingWith("(expected: a host name such as mail.example.test)");
        assertThatThrownBy(() -> ServerName.asked("a".repeat(64) + ".test")).hasMessageStartingWith("sni: ");
        assertThatThrownBy(() -> ServerName.asked("a.".repeat(127) + "test")).hasMessageStartingWith("sni: ");
    }

    /** The name in the client's first message; empty: none. */
    private static String named(TlsProvider provider, String target, @Nullable String asked) throws Exception {
        TlsSettings settings = new TlsSettings(
                provider, new TlsSettings.Trust(true, null, asked), null, TlsSettings.Offer.USUAL, false);
        Tls tls = new Tls(settings, target, 465);
        KEPT.add(tls);
        EmbeddedChannel client = new EmbeddedChannel();
        client.pipeline().addLast(tls.newHandler(client.alloc()));
        client.runPendingTasks();
        ByteBuf hello = client.readOutbound();
        try {
            return serverName(hello);
        } finally {
            hello.release();
            client.close();
            client.finishAndReleaseAll();
        }
    }

    /** RFC 8446 §4.1.2, from the record on; RFC 6066 §3. */
    private static String serverName(ByteBuf hello) {
        hello.skipBytes(5 + 4 + 2 + 32);
        hello.skipBytes(hello.readUnsignedByte()); // session id
        hello.skipBytes(hello.readUnsignedShort()); // cipher suites
        hello.skipBytes(hello.readUnsignedByte()); // compression
        int end = hello.readUnsignedShort() + hello.readerIndex();
        while (hello.readerIndex() < end) {
            int type = hello.readUnsignedShort();
            ByteBuf extension = hello.readSlice(hello.readUnsignedShort());
            if (type == 0) {
                extension.skipBytes(3); // the list's length, and the kind: a host name
                return extension.readSlice(extension.readUnsignedShort()).toString(StandardCharsets.US_ASCII);
            }
        }
        return "";
    }
}
