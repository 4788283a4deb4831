package dev.mailrace.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
    @Test
    void rangesAndAddressesAreReadInOrder() {
        assertThat(AddressRange.parse("source-address", "127.0.0.254-127.0.1.1, 10.0.0.1")
                        .addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1", "10.0.0.1");
    }

    @Test
    void rangesOfIpv6AreReadToo() {
        assertThat(AddressRange.parse("source-address", "fd00::ffff-fd00::1:1").addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("fd00:0:0:0:0:0:0:ffff", "fd00:0:0:0:0:0:1:0", "fd00:0:0:0:0:0:1:1");
    }

    @Test
    void addressesWithTheirHighestBitSetAreNoNegativeNumbers() {
        assertThat(AddressRange.parse("source-address", "255.255.255.254-255.255.255.255")
                        .addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("255.255.255.254", "255.255.255.255");
        assertThat(AddressRange.parse("source-address", "0.0.0.1").addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("0.0.0.1");
    }

    @Test
    void asManyAsTheLimitAreTakenAndNoMore() {
        assertThat(AddressRange.parse("source-address", "127.0.0.0-127.0.255.255")
                        .addresses())
                .hasSize(AddressRange.COUNT_MAX);
        assertThatThrownBy(() -> AddressRange.parse("source-address", "127.0.0.0-127.0.255.255,10.0.0.1"))
                .hasMessageStartingWith("source-address: more than 65536 addresses");
        assertThatThrownBy(() -> AddressRange.parse("source-address", "::-ffff::"))
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
        assertThatThrownBy(() -> AddressRange.parse("source-address", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("source-address: ")
                .hasMessageContaining("expected: IP addresses or ranges of them");
    }
}
