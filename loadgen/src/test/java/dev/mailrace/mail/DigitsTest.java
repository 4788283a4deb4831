package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class DigitsTest {
    @Test
    void aWordHasTheDigitsOfEveryHalf() {
        for (int half = 0; half < 10_000; half++) {
            String digits = String.valueOf(10_000 + half).substring(1);
            assertThat(text(half)).isEqualTo("0000" + digits);
            assertThat(text(half * 10_000L)).isEqualTo(digits + "0000");
            assertThat(text(half * 10_001L)).isEqualTo(digits + digits);
        }
    }

    private static String text(long value) {
        return Unpooled.buffer().writeLongLE(Digits.decimalWord(value)).toString(StandardCharsets.US_ASCII);
    }

    @Test
    void numbersAreAsTheJdkWritesThem() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            checkDecimal(random.nextLong(1L << random.nextInt(1, 63)), random.nextInt(21));
        }
        long power = 1;
        for (int digits = 1; digits <= 19; digits++) {
            for (long value : new long[] {power - 1, power, power + 1}) {
                checkDecimal(value, 0);
                checkDecimal(value, digits);
            }
            power *= 10;
        }
        checkDecimal(Long.MAX_VALUE, 1);
    }

    private static void checkDecimal(long value, int digitsMin) {
        String bare = Long.toString(value);
        assertThat(Digits.count(value)).as("digits of %d", value).isEqualTo(bare.length());
        String expected = "0".repeat(Math.max(0, digitsMin - bare.length())) + bare;
        ByteBuf exact = Unpooled.wrappedBuffer(new byte[expected.length()]).clear();
        for (ByteBuf out : new ByteBuf[] {Unpooled.buffer(1), exact}) {
            Digits.writeDecimal(value, digitsMin, out);
            assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(expected);
        }
    }

    @Test
    void hexadecimalNumbersHaveSixteenDigits() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >>> random.nextInt(64);
            ByteBuf out = Unpooled.buffer();
            Digits.writeHex(value, out);
            assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(String.format("%016x", value));
        }
    }
}
