package dev.mailrace.delivery;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the first place where two bodies without parts differ, decoded where they must be. */
final class LeafComparison {
    private final Entity sent;
    private final Entity received;
    private final String where;

    /** @param place which part it is; empty: the message itself */
    LeafComparison(Entity sent, Entity received, String place) {
        this.sent = sent;
        this.received = received;
        where = place.isEmpty() ? "body" : place + " (" + sent.type().name() + ")";
    }

    /** Null: they are the same. */
    @Nullable
    Difference first() {
        boolean isBase64 = sent.encoding() == TransferEncoding.BASE64;
        if (isBase64 && received.encoding() == TransferEncoding.BASE64) {
            return inBase64();
        }
        if (sent.encoding() != received.encoding()
                && (sent.encoding() == TransferEncoding.UNKNOWN || received.encoding() == TransferEncoding.UNKNOWN)) {
            return new Difference(
                    where + ", transfer encoding",
                    sent.encoding().words(),
                    received.encoding().words());
        }
        boolean isPlain =
                sent.encoding() == TransferEncoding.IDENTITY && received.encoding() == TransferEncoding.IDENTITY;
        if (isPlain || !sent.canDecode() || !received.canDecode()) {
            TextComparison.Place place = new TextComparison(sent.text(), received.text()).first();
            return place == null ? null : difference(", line " + place.line(), place);
        }
        TextComparison.Place place = new TextComparison(sent.decoded(), received.decoded()).first();
        return place == null ? null : difference(", byte " + place.offset() + " decoded", place);
    }

    private Difference difference(String at, TextComparison.Place place) {
        return new Difference(where + at, place.sent(), place.received());
    }

    /** Only how it is cut into lines may differ; so what a decoder would pass over is seen, too. */
    private @Nullable Difference inBase64() {
        int i = sent.bodyStart();
        int j = received.bodyStart();
        for (long count = 0; ; count++) {
            i = afterSpace(sent, i);
            j = afterSpace(received, j);
            if (i == sent.end() && j == received.end()) {
                return null;
            }
            if (i == sent.end() || j == received.end() || sent.bytes()[i] != received.bytes()[j]) {
                return new Difference(
                        where + ", byte " + (count / 4 * 3 + 1) + " decoded", shown(sent, i), shown(received, j));
            }
            i++;
            j++;
        }
    }

    private static int afterSpace(Entity entity, int from) {
        int i = from;
        while (i < entity.end() && TransferEncoding.isSpace(entity.bytes()[i])) {
            i++;
        }
        return i;
    }

    private static String shown(Entity entity, int at) {
        int i = at;
        while (i < entity.end()
                && i - at < Difference.CHARACTERS_MAX
                && entity.bytes()[i] != '\r'
                && entity.bytes()[i] != '\n') {
            i++;
        }
        return i == at ? Difference.NOTHING : new String(entity.bytes(), at, i - at, StandardCharsets.ISO_8859_1);
    }
}
