package dev.mailrace.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceAddressesTest {
    @Test
    void rangesAndAddressesAreReadInOrder() {
        assertThat(SourceAddresses.parse("127.0.0.254-127.0.1.1, 10.0.0.1").addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1", "10.0.0.1");
    }

    @Test
    void rangesOfIpv6AreReadToo() {
        assertThat(SourceAddresses.parse("fd00::ffff-fd00::1:1").addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("fd00:0:0:0:0:0:0:ffff", "fd00:0:0:0:0:0:1:0", "fd00:0:0:0:0:0:1:1");
    }

    @Test
    void addressesWithTheirHighestBitSetAreNoNegativeNumbers() {
        assertThat(SourceAddresses.parse("255.255.255.254-255.255.255.255").addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("255.255.255.254", "255.255.255.255");
        assertThat(SourceAddresses.parse("0.0.0.1").addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("0.0.0.1");
    }

    @Test
    void asManyAsTheLimitAreTakenAndNoMore() {
        assertThat(SourceAddresses.parse("127.0.0.0-127.0.255.255").addresses()).hasSize(SourceAddresses.COUNT_MAX);
        assertThatThrownBy(() -> SourceAddresses.parse("127.0.0.0-127.0.255.255,10.0.0.1"))
                .hasMessageStartingWith("source-address: more than 65536 addresses");
        assertThatThrownBy(() -> SourceAddresses.parse("::-ffff::"))
                .hasMessageStartingWith("source-address: more than 65536 addresses");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "banana",
        "127.0.0",
        "127.0.0.2-",
        "-127.0.0.2",
        "localhost",
        "127.0.0.2-127.0.0.1",
        "127.0.0.1-::1"
    })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> SourceAddresses.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("source-address: ")
                .hasMessageContaining("expected: IP addresses or ranges of them");
    }
}
