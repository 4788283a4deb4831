package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Base64LinesTest {
    @Test
    void theLinesAreThoseOfTheJdkWithALineEndBehindTheLast() {
        SplittableRandom random = new SplittableRandom(1);
        for (int length = 0; length < 700; length++) {
            byte[] plain = new byte[length];
            random.nextBytes(plain);
            byte[] out = new byte[(int) Base64Lines.encodedBytes(length)];
            assertThat(Base64Lines.encode(plain, out))
                    .as("bytes for %d", length)
                    .isEqualTo(out.length);
            String expected = Base64.getMimeEncoder().encodeToString(plain) + (length == 0 ? "" : "\r\n");
            assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo(expected);
        }
    }

    @Test
    void noLineIsLongerThan76Characters() {
        byte[] out = new byte[(int) Base64Lines.encodedBytes(100_000)];
        Base64Lines.encode(new byte[100_000], out);
        assertThat(new String(out, StandardCharsets.US_ASCII).split("\r\n"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(76));
    }

    @Test
    void whatFollowsTheLinesStays() {
        byte[] out = new byte[200];
        Arrays.fill(out, (byte) '-');
        assertThat(Base64Lines.encode(new byte[] {1, 2, 3}, out)).isEqualTo(6);
        assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo("AQID\r\n" + "-".repeat(194));
    }

    @Test
    void anArrayThatIsTooShortIsRefused() {
        assertThatThrownBy(() -> Base64Lines.encode(new byte[57], new byte[77]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("out: 77 bytes (expected: at least 78)");
    }
}
