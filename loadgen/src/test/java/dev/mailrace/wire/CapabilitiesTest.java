package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {
    @Test
    void theFirstLineIsAGreetingAndNoKeyword() {
        assertThat(Capabilities.of(new Reply(250, List.of("PIPELINING at your service")))
                        .pipelining())
                .isFalse();
    }

    @Test
    void keywordsCountInAnyCase() {
        Capabilities offered = ehlo("8bitmime", "Pipelining", "auth plain Login");
        assertThat(offered.has("8BITMIME")).isTrue();
        assertThat(offered.pipelining()).isTrue();
        assertThat(offered.authMechanisms()).containsExactly("PLAIN", "LOGIN");
    }

    @Test
    void theOldFormOfAuthAddsItsMechanisms() {
        Capabilities offered = ehlo("AUTH GSSAPI NTLM LOGIN", "AUTH=LOGIN", "TURN");
        assertThat(offered.authMechanisms()).containsExactly("GSSAPI", "NTLM", "LOGIN");
        assertThat(offered.keywords()).containsExactly(entry("AUTH", "GSSAPI NTLM LOGIN LOGIN"), entry("TURN", ""));
    }

    @Test
    void theOldFormOfAuthCountsAlone() {
        assertThat(ehlo("AUTH=PLAIN LOGIN").authMechanisms()).containsExactly("PLAIN", "LOGIN");
        assertThat(ehlo("AUTH= PLAIN").authMechanisms()).containsExactly("PLAIN");
    }

    @Test
    void authWithoutMechanismsOffersNone() {
        Capabilities offered = ehlo("AUTH", "AUTH ");
        assertThat(offered.has("AUTH")).isTrue();
        assertThat(offered.authMechanisms()).isEmpty();
    }

    @Test
    void blanksAndEmptyLinesDoNoHarm() {
        Capabilities offered = ehlo("  AUTH \t PLAIN \t LOGIN  ", "", "  ", "SIZE\t77");
        assertThat(offered.authMechanisms()).containsExactly("PLAIN", "LOGIN");
        assertThat(offered.sizeMax()).isEqualTo(77);
        assertThat(offered.keywords()).hasSize(2);
    }

    @ParameterizedTest(name = "{0} limits to {1}")
    @CsvSource({
        "SIZE, 0",
        "SIZE 0, 0",
        "SIZE 35882577, 35882577",
        "size 1000, 1000",
        "SIZE=1000, 1000",
        "SIZE 1000 extra, 1000",
        "SIZE unlimited, 0",
        "SIZE -1, 0",
        "SIZE 99999999999999999999, 0",
        "SIZER 5, 0"
    })
    void anOddSizeLimitsNothing(String line, long sizeMax) {
        assertThat(ehlo(line).sizeMax()).isEqualTo(sizeMax);
    }

    @Test
    void nothingIsOfferedBeforeEhlo() {
        assertThat(Capabilities.NONE.keywords()).isEmpty();
        assertThat(Capabilities.NONE.authMechanisms()).isEmpty();
        assertThat(Capabilities.NONE.pipelining()).isFalse();
        assertThat(Capabilities.NONE.sizeMax()).isZero();
    }

    private static Capabilities ehlo(String... lines) {
        List<String> all = new ArrayList<>(List.of("mail.example Hello"));
        all.addAll(List.of(lines));
        return Capabilities.of(new Reply(250, all));
    }
}
