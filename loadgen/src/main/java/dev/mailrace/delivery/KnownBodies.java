package dev.mailrace.delivery;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Digests of bodies that came before, found again by the very same bytes: the messages of a load have few bodies, and to compare one
 * costs a hundredth of its digest. Owned by one thread, and asked about one body after the other; holds at most
 * {@value #BYTES_MAX} bytes, {@value #PLACES} bodies, and of two for one place the one that came last.
 */
final class KnownBodies {
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int BYTES_MAX = 8 << 20;
    private static final int PLACES = 256;
    private static final int KIND_BYTES = 128; // of most

    private static final class Known {
        byte[] kind = new byte[0];
        byte[] body = new byte[0];
        int kindBytes;
        int bodyBytes;
        long digest;
    }

    private final @Nullable Known[] places = new Known[PLACES];
    private final CRC32C sum = new CRC32C();
    private @Nullable Known last; // found or kept; most bodies are the same as the one before
    private int bytesHeld;

    /** The body that is asked about: what of its header its digest depends on, and where it is. */
    private byte[] kind = new byte[KIND_BYTES];

    private int kindBytes;
    private byte[] message = new byte[0]; // borrowed
    private int from;
    private int to;

    /**
     * Will be asked about another body.
     *
     * @param content borrowed until then
     */
    void begin(byte[] content, int bodyStart, int end) {
        message = content;
        from = bodyStart;
        to = end;
        kindBytes = 0;
    }

    /** Something else that its digest depends on. */
    void depends(byte b) {
        kind = withRoom(kind, kindBytes + 1);
        kind[kindBytes++] = b;
    }

    /** More of that: some bytes of the content, and that they end there. */
    void depends(int start, int end) {
        kind = withRoom(kind, kindBytes + end - start + 1);
        System.arraycopy(message, start, kind, kindBytes, end - start);
        kindBytes += end - start;
        kind[kindBytes++] = '\n';
    }

    private static byte[] withRoom(byte[] bytes, int wanted) {
        return wanted <= bytes.length ? bytes : Arrays.copyOf(bytes, 2 * wanted);
    }

    /** The body's digest, where it came before; otherwise {@link ContentDigest#UNKNOWN}. */
    long find() {
        Known known = last;
        if (known != null && isSame(known)) {
            return known.digest;
        }
        known = to - from > BODY_BYTES_MAX ? null : places[place()];
        if (known == null || !isSame(known)) {
            return ContentDigest.UNKNOWN;
        }
        last = known;
        return known.digest;
    }

    private boolean isSame(Known known) {
        return known.kindBytes == kindBytes
                && known.bodyBytes == to - from
                && Arrays.equals(known.kind, 0, kindBytes, kind, 0, kindBytes)
                && Arrays.equals(known.body, 0, known.bodyBytes, message, from, to);
    }

    private int place() {
        sum.reset();
        sum.update(message, from, to - from);
        return (int) (sum.getValue() & PLACES - 1);
    }

    /** Remembers the digest of the body, which was not found. */
    void keep(long digest) {
        int bodyBytes = to - from;
        if (bodyBytes > BODY_BYTES_MAX) {
            return;
        }
        if (bytesHeld + kindBytes + bodyBytes > BYTES_MAX) {
            Arrays.fill(places, null);
            bytesHeld = 0;
        }
        int place = place();
        Known known = places[place];
        if (known == null) {
            known = new Known();
            places[place] = known;
        }
        bytesHeld -= known.kind.length + known.body.length;
        known.kind = Arrays.copyOf(kind, kindBytes);
        if (known.body.length < bodyBytes) {
            known.body = new byte[bodyBytes];
        }
        System.arraycopy(message, from, known.body, 0, bodyBytes);
        bytesHeld += known.kind.length + known.body.length;
        known.kindBytes = kindBytes;
        known.bodyBytes = bodyBytes;
        known.digest = digest;
        last = known;
    }
}
