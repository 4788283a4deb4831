package dev.mailrace.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** For whom a message was delivered: what the path says, and where it does not say all, the message. */
final class DeliveredTo {
    private static final int HEADER_BYTES_MAX = 64 * 1024;
    private static final int ADDRESS_BYTES_MAX = 1_024;

    private DeliveredTo() {}

    /** An address, a user's name alone where nothing says more; empty: nothing does. */
    static String of(PathPattern.Owner owner, byte[] message) {
        if (!owner.address().isEmpty()) {
            return owner.address();
        }
        String named = inHeader(message);
        if (owner.user().isEmpty()) {
            return named;
        }
        boolean isOwners =
                named.toLowerCase(Locale.ROOT).startsWith(owner.user().toLowerCase(Locale.ROOT) + '@');
        return isOwners ? named : owner.user();
    }

    /** What the server was asked for comes before what it made of that. */
    private static String inHeader(byte[] message) {
        HeaderFields fields = new HeaderFields(message, 0, Math.min(message.length, HEADER_BYTES_MAX));
        String[] found = new String[3];
        Arrays.fill(found, "");
        while (fields.next()) {
            int rank = fields.isNamed("x-original-to")
                    ? 0
                    : fields.isNamed("delivered-to") ? 1 : fields.isNamed("envelope-to") ? 2 : -1;
            if (rank >= 0 && found[rank].isEmpty() && fields.valueBytes() <= ADDRESS_BYTES_MAX) {
                found[rank] = address(fields.value());
            }
        }
        return !found[0].isEmpty() ? found[0] : !found[1].isEmpty() ? found[1] : found[2];
    }

    private static String address(String value) {
        String text = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.startsWith("<") && text.endsWith(">") ? text.substring(1, text.length() - 1) : text;
    }
}
