package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void theLowestMarkIsTheFirstByteSought() {
        SplittableRandom random = new SplittableRandom(3);
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < 200_000; i++) {
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                if (random.nextInt(4) == 0) {
                    bytes[j] = (byte) ('\n' + random.nextInt(-1, 2)); // What a borrow from below would make of it.
                }
            }
            int expected = 0;
            while (expected < bytes.length && bytes[expected] != '\n') {
                expected++;
            }
            long word = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertThat(Words.firstIndex(Words.marks('\n', word))).as("%x", word).isEqualTo(expected);
        }
    }
}
