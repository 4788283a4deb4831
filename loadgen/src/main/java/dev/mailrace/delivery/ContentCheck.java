package dev.mailrace.delivery;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a message arrived whole. What servers do to mail by right is no alteration: fields that are added, reordered,
 * folded or encoded in another way, other line ends, white space as DKIM's relaxed canonicalisation takes it (RFC 6376
 * §3.4), another transfer encoding with the boundary and the charset that it brings, lines quoted as mbox files need it.
 * Anything else is one: a byte, a field that is missing, a footer.
 *
 * <p>Takes time by the length of both, a few buffers besides them, and whatever bytes there are.
 */
public final class ContentCheck {
    /** Parts inside of parts; deeper ones are compared as they stand there. Each level reads what is in it again. */
    private static final int DEPTH_MAX = 24;

    private ContentCheck() {}

    /**
     * Compares two messages, each of header, blank line and body, without dots that were stuffed.
     *
     * @param sent borrowed
     * @param received borrowed
     * @return the first difference, null: none
     */
    public static @Nullable Difference compare(byte[] sent, byte[] received) {
        return compare(new Entity(sent, 0, sent.length), new Entity(received, 0, received.length), "", 0);
    }

    /** @param place which part it is, such as {@code part 2.1}; empty: the message itself */
    private static @Nullable Difference compare(Entity sent, Entity received, String place, int depth) {
        Difference header = HeaderCheck.compare(sent, received, depth == 0);
        if (header != null) {
            return header.in(place);
        }
        boolean isReadAlike = sent.encoding() == received.encoding()
                && Objects.equals(sent.type().boundary(), received.type().boundary());
        if (isReadAlike && isSameText(sent, received)) {
            return null;
        }
        Parts sentParts = sent.parts();
        Parts receivedParts = received.parts();
        if (depth < DEPTH_MAX && sentParts != null && receivedParts != null) {
            return compareParts(sentParts, receivedParts, place, depth);
        }
        if (depth < DEPTH_MAX && isMessage(sent) && isMessage(received)) {
            return compare(
                    inside(sent), inside(received), place.isEmpty() ? "message inside" : place + ", inside", depth + 1);
        }
        return new LeafComparison(sent, received, place).first();
    }

    private static boolean isSameText(Entity sent, Entity received) {
        return Arrays.equals(
                        sent.bytes(),
                        sent.bodyStart(),
                        sent.end(),
                        received.bytes(),
                        received.bodyStart(),
                        received.end())
                || new TextComparison(sent.text(), received.text()).first() == null;
    }

    private static boolean isMessage(Entity entity) {
        return entity.type().isMessage() && entity.encoding() == TransferEncoding.IDENTITY;
    }

    private static Entity inside(Entity message) {
        return new Entity(message.bytes(), message.bodyStart(), message.end());
    }

    private static @Nullable Difference compareParts(Parts sent, Parts received, String place, int depth) {
        Difference preamble = compareText(sent, received, "before the first part");
        if (preamble != null) {
            return preamble.in(place);
        }
        String before = place.isEmpty() ? "part " : place + '.';
        for (int number = 1; ; number++) {
            boolean isSent = sent.next();
            boolean isReceived = received.next();
            if (isSent != isReceived) {
                return new Difference(
                        before + number,
                        isSent ? sent.entity().type().name() : Difference.NOTHING,
                        isReceived ? received.entity().type().name() : Difference.NOTHING);
            }
            if (!isSent) {
                break;
            }
            Difference part = compare(sent.entity(), received.entity(), before + number, depth + 1);
            if (part != null) {
                return part;
            }
        }
        if (sent.isClosed() != received.isClosed()) {
            return new Difference("the parts' end", sent.closing(), received.closing()).in(place);
        }
        Difference epilogue = compareText(sent, received, "behind the last part");
        return epilogue == null ? null : epilogue.in(place);
    }

    private static @Nullable Difference compareText(Parts sent, Parts received, String what) {
        TextComparison.Place place = new TextComparison(sent.text(), received.text()).first();
        return place == null ? null : new Difference(what + ", line " + place.line(), place.sent(), place.received());
    }
}
