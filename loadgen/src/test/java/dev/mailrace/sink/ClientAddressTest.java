package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that speak for others: XCLIENT and the PROXY protocol, shown by whom the hello greets. */
class ClientAddressTest {
    private static final SinkSettings XCLIENT =
            SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.XCLIENT));
    private static final SinkSettings PROXIED =
            SinkSettings.defaults().withBehaviour(SinkBehaviour.PLAIN.with(SinkTrait.PROXY_PROTOCOL));
    private static final String GREETING = "220 sink.mailrace.example ESMTP Mailrace sink\r\n";

    @Test
    void xclientBeginsTheSessionAnewWithAnotherAtItsEnd() {
        Dialogue.hold(XCLIENT, """
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: HELO proxy
                S: 250 sink.mailrace.example
                C: XCLIENT NAME=client.mailrace.example ADDR=192.0.2.7 PORT=4711 PROTO=ESMTP HELO=client
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: MAIL FROM:<a@mailrace.example>
                S: 503 5.5.1 Out of order (expected: EHLO or HELO)
                C: HELO client
                S: 250 sink.mailrace.example Hello client.mailrace.example [192.0.2.7]
                C: xclient addr=IPV6:2001:db8::1 name=[UNAVAILABLE] destaddr=192.0.2.1 destport=25
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: HELO client
                S: 250 sink.mailrace.example Hello [2001:db8::1]
                """);
    }

    @Test
    void xclientMayLogSomebodyInAndOut() {
        Dialogue.hold(XCLIENT.withAuthRequired(true), """
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: XCLIENT LOGIN=tim
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<>
                S: 250 2.1.0 Ok
                C: XCLIENT LOGIN=[TEMPUNAVAIL]
                S: 503 5.5.1 Out of order (expected: RCPT)
                C: RSET
                S: 250 2.0.0 Ok
                C: XCLIENT LOGIN=[UNAVAILABLE]
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: HELO client
                S: 250 sink.mailrace.example
                C: MAIL FROM:<>
                S: 530 5.7.0 Authentication required
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ADDR",
                "ADDR=",
                "ADDR=1.2.3",
                "ADDR=2001:db8::1",
                "ADDR=IPV6:192.0.2.7",
                "COLOUR=red",
                "PORT=65536",
                "PORT=x",
                "PROTO=LMTP",
                "NAME=a+0Ab",
                "NAME=a+0d+0aB",
                "NAME=a+2",
                "DESTADDR=x",
                "DESTPORT=-1"
            })
    void aMalformedXclientChangesNothing(String argument) {
        Dialogue.hold(XCLIENT, """
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: XCLIENT %s
                S: 501 5.5.4 Bad XCLIENT (expected: attribute=xtext ...)
                C: HELO client
                S: 250 sink.mailrace.example
                """.formatted(argument));
    }

    @Test
    void xclientIsUnknownWhereItIsNotOffered() {
        Dialogue.hold("""
                S: 220 sink.mailrace.example ESMTP Mailrace sink
                C: XCLIENT ADDR=192.0.2.7
                S: 500 5.5.2 Command not recognised
                """);
    }

    @Test
    void theProxysHeaderOfEitherVersionComesBeforeTheGreetingWhereverItIsCut() {
        String second = "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\u00c0\0\2\7\u00c0\0\2\1\u00124\0\u0019";
        for (String header : new String[] {"PROXY TCP4 192.0.2.7 192.0.2.1 4711 25\r\n", second}) {
            String sent = header + "HELO client\r\n";
            for (int cut = 0; cut <= sent.length(); cut++) {
                try (InMemoryClient client = new InMemoryClient(PROXIED)) {
                    assertThat(client.received()).isEmpty();
                    client.send(sent.substring(0, cut));
                    client.send(sent.substring(cut));
                    assertThat(client.received())
                            .as("cut at " + cut)
                            .isEqualTo(GREETING + "250 sink.mailrace.example Hello [192.0.2.7]\r\n");
                }
            }
            try (InMemoryClient client = new InMemoryClient(PROXIED)) {
                for (int i = 0; i < sent.length(); i++) {
                    client.send(sent.substring(i, i + 1));
                }
                assertThat(client.received()).endsWith("Hello [192.0.2.7]\r\n");
            }
        }
    }

    @Test
    void aProxyThatKnowsNoClientNamesNone() {
        String local = "\r\n\r\n\0\r\nQUIT\n \0\0\0";
        for (String header : new String[] {"PROXY UNKNOWN\r\n", local}) {
            try (InMemoryClient client = new InMemoryClient(PROXIED)) {
                client.send(header + "HELO client\r\n");
                assertThat(client.received()).isEqualTo(GREETING + "250 sink.mailrace.example\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.mailrace.example\r\n",
                "PROXY TCP4 192.0.2.7\r\n",
                "PROXY TCP4 x y 1 2\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 4711 65536\r\n"
            })
    void aConnectionWithoutAHeaderIsClosedWithoutAWord(String sent) {
        try (InMemoryClient client = new InMemoryClient(PROXIED)) {
            client.send(sent);
            assertThat(client.received()).isEmpty();
            assertThat(client.channel.isOpen()).isFalse();
        }
    }
}
