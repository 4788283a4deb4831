package dev.mailrace.cluster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/**
 * Reads HdrHistogram's compressed form (its version 2: counts as zigzag LEB128, runs of zeros as negative numbers, deflated) into a
 * histogram that is there: most buckets are empty, so that this costs a tenth of decoding one and adding it. Owned by one thread.
 */
final class HistogramReader implements AutoCloseable {
    private static final int COMPRESSED = 0x1C849314;
    private static final int PLAIN = 0x1C849313;
    private static final int HEADER_BYTES = 40;
    private static final int PAYLOAD_BYTES_MAX = 1 << 22;
    private static final int LEB_BYTES_MAX = 9;
    private static final int DIGITS = 3;
    private static final int HALF_LOG2 = 10; // 2 * 10^3 parts a bucket at least, of which all but the first have half

    private final Inflater inflater = new Inflater();
    private byte[] bytes = new byte[1 << 14];

    /**
     * Adds what is in it.
     *
     * @param compressed borrowed: its position stays
     * @param to of the same unit
     */
    void add(ByteBuffer compressed, Histogram to) throws DataFormatException {
        ByteBuffer in = compressed.duplicate();
        if (in.remaining() < 8 || in.getInt() != COMPRESSED) {
            throw new DataFormatException("no histogram");
        }
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new DataFormatException("a histogram that was cut");
        }
        inflater.reset();
        inflater.setInput(in.limit(in.position() + length));
        int inflated = 0;
        while (!inflater.finished()) {
            if (inflated == bytes.length) {
                if (inflated >= PAYLOAD_BYTES_MAX) {
                    throw new DataFormatException("a histogram too large");
                }
                bytes = Arrays.copyOf(bytes, 2 * inflated);
            }
            int more = inflater.inflate(bytes, inflated, bytes.length - inflated);
            if (more == 0 && !inflater.finished() && inflated < bytes.length) {
                throw new DataFormatException("a histogram that was cut");
            }
            inflated += more;
        }
        addCounts(ByteBuffer.wrap(bytes, 0, inflated), to);
    }

    private static void addCounts(ByteBuffer in, Histogram to) throws DataFormatException {
        if (in.remaining() < HEADER_BYTES || in.getInt() != PLAIN) {
            throw new DataFormatException("no histogram");
        }
        int length = in.getInt();
        int shift = in.getInt();
        int digits = in.getInt();
        long lowest = in.getLong();
        in.getLong(); // The highest: the other grows where it has to.
        double ratio = in.getDouble();
        if (length != in.remaining()
                || shift != 0
                || ratio != 1
                || digits != DIGITS
                || lowest != to.getLowestDiscernibleValue()) {
            throw new DataFormatException("a histogram of another kind");
        }
        int unit = 63 - Long.numberOfLeadingZeros(lowest);
        for (long index = 0; in.hasRemaining(); ) {
            long count = zigzag(in);
            if (count <= 0) {
                index += count == 0 ? 1 : -count;
            } else {
                to.recordValueWithCount(value(index++, unit), count);
            }
        }
    }

    /** The least value that belongs there: the first bucket has twice as many parts as the others, each of which is twice as wide. */
    private static long value(long index, int unit) {
        long bucket = (index >> HALF_LOG2) - 1;
        return bucket < 0 ? index << unit : ((index & ((1L << HALF_LOG2) - 1)) + (1L << HALF_LOG2)) << (bucket + unit);
    }

    private static long zigzag(ByteBuffer in) {
        long value = 0;
        for (int i = 0; i < LEB_BYTES_MAX && in.hasRemaining(); i++) {
            long next = in.get();
            if (i == LEB_BYTES_MAX - 1) {
                value |= next << (7 * i); // All of its bits count.
            } else {
                value |= (next & 0x7F) << (7 * i);
                if (next >= 0) {
                    break;
                }
            }
        }
        return (value >>> 1) ^ -(value & 1);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
