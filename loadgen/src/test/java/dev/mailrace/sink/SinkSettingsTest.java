package dev.mailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SinkSettingsTest {
    private static final SinkSettings SETTINGS = SinkSettings.defaults();
    private static final SinkLimits LIMITS = SinkLimits.defaults();

    @Test
    void whatIsOutOfRangeIsNamedWithItsRange() {
        refused(() -> SETTINGS.withThreads(0), "threads: 0 (expected: 1 to 1024)");
        refused(
                () -> SETTINGS.withHostname("a b"),
                "hostname: \"a b\" (expected: 1 to 255 printable ASCII characters without blanks)");
        refused(
                () -> SETTINGS.withBind(InetSocketAddress.createUnresolved("host.invalid", 25)),
                "bind: host.invalid:25 (expected: an IP address or a name that resolves)");
        refused(() -> LIMITS.withSizeMax(0), "sizeMax: 0 (expected: >= 1)");
        refused(() -> LIMITS.withRecipientsMax(0), "recipientsMax: 0 (expected: >= 1)");
        refused(() -> LIMITS.withLineBytesMax(511), "lineBytesMax: 511 (expected: 512 to 1048576)");
        refused(() -> LIMITS.withErrorsMax(-1), "errorsMax: -1 (expected: >= 0)");
        refused(() -> LIMITS.withIdleTimeout(Duration.ZERO), "idleTimeout: PT0S (expected: 1 ms to 365 days)");
        refused(() -> SinkService.messages(0, Duration.ZERO), "workers: 0 (expected: 1 to 100000)");
        refused(() -> SinkService.messages(100_001, Duration.ZERO), "workers: 100001 (expected: 1 to 100000)");
        refused(() -> SinkService.messages(1, Duration.ofMinutes(61)), "service-time: 3660 s (expected: 0 to 1 hour)");
        refused(() -> SinkService.NONE.withLoginTime(Duration.ofNanos(-1)), "login-time: -1 s (expected: 0 to 1 hour)");
        refused(() -> new SinkShard(SETTINGS, new Ledger(), 65_536), "number: 65536 (expected: 0 to 65535)");
        refused(() -> SinkAccounts.anyUser(""), "password: empty (expected: at least one character)");
        refused(() -> SinkAccounts.of(Map.of("", "x")), "user: empty (expected: at least one character)");
        refused(() -> SinkAccounts.of(Map.of("tim", "")), "password of tim: empty (expected: at least one character)");
    }

    private static void refused(ThrowingCallable made, String message) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void accountsKnowTheirUsersAndNobodyElse() {
        assertThat(SinkAccounts.anyUser("secret").passwordOf("anyone")).isEqualTo("secret");
        assertThat(SinkAccounts.of(Map.of("tim", "x")).passwordOf("tim")).isEqualTo("x");
        assertThat(SinkAccounts.of(Map.of("tim", "x")).passwordOf("tom")).isNull();
    }
}
