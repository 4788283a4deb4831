package dev.mailrace.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.net.AddressText;
import dev.mailrace.session.Protocol;
import dev.mailrace.session.Security;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "mail.example.test,mail.example.test,25,smtp://mail.example.test:25",
        "mail.example.test:2525,mail.example.test,2525,smtp://mail.example.test:2525",
        "smtp://mail.example.test,mail.example.test,25,smtp://mail.example.test:25",
        "SMTP://mail.example.test:587/,mail.example.test,587,smtp://mail.example.test:587",
        " 127.0.0.1:1 ,127.0.0.1,1,smtp://127.0.0.1:1",
        "127.0.0.1:65535,127.0.0.1,65535,smtp://127.0.0.1:65535",
        "[::1],::1,25,smtp://[::1]:25",
        "[::1]:2525,::1,2525,smtp://[::1]:2525",
        "smtp://[fd00::5]:25/,fd00::5,25,smtp://[fd00::5]:25"
    })
    void targetsAsPeopleTypeThem(String text, String host, int port, String shown) {
        Target target = Target.parse(text);
        assertThat(target).isEqualTo(new Target(host, port)).hasToString(shown);
        assertThat(Target.parse(target.toString())).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"host:", "host:x", "host:1x", "host:25:", "host:99999999999", "[::1]:", "[::1]x", "[::1]x25"})
    void aPortIsANumber(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("target: " + text + " (expected: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void aPortIsInRange(int port) {
        assertThatThrownBy(() -> Target.parse("smtp://localhost:" + port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target: port " + port + " (expected: 1 to 65535)");
    }

    @ParameterizedTest
    @CsvSource({
        "smtps://host,SMTP,IMPLICIT,465,smtps://host:465",
        "SMTPS://host:2465,SMTP,IMPLICIT,2465,smtps://host:2465",
        "smtp+starttls://host,SMTP,REQUIRED,587,smtp+starttls://host:587",
        "lmtp://host,LMTP,NEVER,24,lmtp://host:24",
        "lmtp+starttls://host:2003,LMTP,REQUIRED,2003,lmtp+starttls://host:2003",
        "lmtps://[::1]:2003,LMTP,IMPLICIT,2003,lmtps://[::1]:2003"
    })
    void aSchemeSaysWhatIsSpoken(String text, Protocol protocol, Security.Mode security, int port, String shown) {
        Target target = Target.parse(text);
        assertThat(target.protocol()).isEqualTo(protocol);
        assertThat(target.security()).isEqualTo(security);
        assertThat(target.port()).isEqualTo(port);
        assertThat(target).hasToString(shown);
        assertThat(Target.parse(shown)).isEqualTo(target);
    }

    @Test
    void aSocketOfTheUnixDomainIsAPath() throws UnknownHostException {
        Target target = Target.parse("lmtp+unix:/run/dovecot/lmtp");
        assertThat(target.protocol()).isEqualTo(Protocol.LMTP);
        assertThat(target).hasToString("lmtp+unix:/run/dovecot/lmtp");
        assertThat(Target.parse("lmtp+unix:///run/dovecot/lmtp")).isEqualTo(target);
        assertThat(target.resolve(List.of(), AddressFamily.ANY))
                .containsExactly(new DomainSocketAddress("/run/dovecot/lmtp"));
        assertThatThrownBy(() -> Target.parse("lmtp+unix:lmtp"))
                .hasMessage("target: lmtp+unix:lmtp (expected: lmtp+unix:/path/of/the/socket)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://host", "://host", "smtp+tls://host", "lmtp+unix://"})
    void otherSchemesAreRefused(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("target: " + text + " (expected: ")
                .hasMessageContaining("lmtp+unix:/path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp://user:secret@host:25",
                "user:secret@host:25",
                "user:secret@host",
                "smtps://user:secret@host",
                "smtp://user:secret@host:secret",
                "smtp://secret@host"
            })
    void aUserIsRefusedAndNeverShown(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("target: ")
                .hasMessageContaining("(expected: smtp://host:port")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ":25", "smtp://", "smtp://:25", "[]", "[]:25", "a b", "host/path", "smtp:///x"})
    void aHostIsAName(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("target: \".*\" \\(expected: a host name or an address\\)");
    }

    @Test
    void anIpv6AddressNeedsBrackets() {
        assertThatThrownBy(() -> Target.parse("::1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target: ::1 (expected: an IPv6 address in brackets, [::1]:25)");
        assertThatThrownBy(() -> Target.parse("[::1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target: [::1 (expected: [address]:port)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.0.3",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.7.7",
                "169.254.1.1",
                "::1",
                "fd00::1",
                "fc00::1",
                "fe80::1",
                "::ffff:127.0.0.1"
            })
    void loopbackAndPrivateNetworksMayBeLoaded(String host) throws UnknownHostException {
        InetSocketAddress address = address(new Target(host, 2525), List.of());
        assertThat(address.isUnresolved()).isFalse();
        assertThat(address.getPort()).isEqualTo(2525);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,192.0.2.1",
        "172.32.0.1,172.32.0.1",
        "11.0.0.1,11.0.0.1",
        "0.0.0.0,0.0.0.0",
        "2001:db8::1,2001:db8:0:0:0:0:0:1",
        "::ffff:192.0.2.1,192.0.2.1"
    })
    void aStrangerIsRefusedUnlessSpelledOut(String host, String shown) throws UnknownHostException {
        Target target = new Target(host, 25);
        assertThatThrownBy(() -> target.resolve(List.of("other.example.test"), AddressFamily.ANY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target: " + host + " is " + shown + ", outside loopback and private networks"
                        + " (expected: --allow-target " + host + ", if you may load it)");
        assertThat(address(target, List.of("other.example.test", host)).getPort())
                .isEqualTo(25);
    }

    @Test
    void namesAreAllowedInAnyCase() throws UnknownHostException {
        assertThat(address(new Target("LOCALHOST", 25), List.of("localhost"))
                        .getAddress()
                        .isLoopbackAddress())
                .isTrue();
    }

    @Test
    void aZoneIsKept() throws UnknownHostException {
        Target target = Target.parse("[fe80::1%1]:2525");
        assertThat(target.host()).isEqualTo("fe80::1%1");
        assertThat(target).hasToString("smtp://[fe80::1%1]:2525");
        assertThat(AddressText.of(address(target, List.of()))).isEqualTo("fe80::1%1");
    }

    @Test
    void anIpv4MappedAddressIsTheIpv4Address() throws UnknownHostException {
        Target target = Target.parse("[::ffff:127.0.0.1]:2525");
        assertThat(AddressText.of(address(target, List.of()))).isEqualTo("127.0.0.1");
        assertThat(target.resolve(List.of(), AddressFamily.IPV4)).hasSize(1);
    }

    @Test
    void anAddressOfAnotherFamilyIsRefused() {
        assertThatThrownBy(() -> new Target("127.0.0.1", 25).resolve(List.of(), AddressFamily.IPV6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("address-family: ipv6, and 127.0.0.1 has no IPv6 address (expected: any, or another host)");
        assertThatThrownBy(() -> new Target("::1", 25).resolve(List.of(), AddressFamily.IPV4))
                .hasMessage("address-family: ipv4, and ::1 has no IPv4 address (expected: any, or another host)");
    }

    @Test
    void anUnknownHostIsNamed() {
        assertThatThrownBy(
                        () -> new Target("nobody.invalid", 25).resolve(List.of(), AddressFamily.ANY)) // RFC 6761 §6.4
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("nobody.invalid: unknown host (expected: a name that resolves here, or an address)");
    }

    private static InetSocketAddress address(Target target, List<String> allowed) throws UnknownHostException {
        return (InetSocketAddress) target.resolve(allowed, AddressFamily.ANY).get(0);
    }
}
