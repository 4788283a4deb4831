package dev.mailrace.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether every field that was sent is there, in any order and however it was folded. Owned by one thread, for one header.
 *
 * <p>Nearly always the fields are there in the order that they were sent in, others between them, and nothing is allocated.
 * Else the fields are gathered by what they say.
 */
final class HeaderCheck {
    /** What servers are to write, rewrite or take away: RFC 5321 §4.4, RFC 5322 §3.6.3, mbox files. */
    private static final Set<String> OF_SERVERS = Set.of(
            "return-path",
            "received",
            "bcc",
            "resent-bcc",
            "delivered-to",
            "x-original-to",
            "status",
            "x-status",
            "x-uid",
            "x-keywords",
            "content-length",
            "lines");

    private static final int SERVERS_NAME_BYTES_MAX = 16;

    private static final String TYPE = "content-type";
    private static final String ENCODING = "content-transfer-encoding";

    /** What is gathered, not read in order; a header with more is the same only in its order. */
    private static final int BYTES_MAX = 1 << 20;

    private static final int FIELDS_MAX = 10_000;

    /** Nobody needs as many types of one part. */
    private static final int TYPES_MAX = 8;

    private final Entity sent;
    private final Entity received;

    /** Whether it is a message's own header, which servers add to; not that of a part of it. */
    private final boolean isOutermost;

    private HeaderCheck(Entity sent, Entity received, boolean isOutermost) {
        this.sent = sent;
        this.received = received;
        this.isOutermost = isOutermost;
    }

    /** The first field that is not what was sent; null: all are. */
    static @Nullable Difference compare(Entity sent, Entity received, boolean isOutermost) {
        HeaderCheck check = new HeaderCheck(sent, received, isOutermost);
        String missing = check.firstOutOfOrder();
        return missing == null ? null : check.firstAltered(missing);
    }

    /** The name of the first field that is not found behind the one before; null: all are. */
    private @Nullable String firstOutOfOrder() {
        HeaderFields wanted = sent.fields();
        HeaderFields found = received.fields();
        while (wanted.next()) {
            if (isServers(wanted)) {
                continue;
            }
            do {
                if (!found.next()) {
                    return wanted.name();
                }
            } while (!found.isSame(wanted) && mayBeAdded(found));
            if (!found.isSame(wanted)) {
                return wanted.name();
            }
        }
        while (!isOutermost && found.next()) {
            if (!mayBeAdded(found)) {
                return found.name();
            }
        }
        return null;
    }

    private boolean isServers(HeaderFields field) {
        return isOutermost && field.nameBytes() <= SERVERS_NAME_BYTES_MAX && OF_SERVERS.contains(field.lowerName());
    }

    /** To the header of a part, servers add what says how it is encoded, and nothing else. */
    private boolean mayBeAdded(HeaderFields field) {
        return isOutermost || field.isNamed("mime-version") || field.begins("content-");
    }

    /** A field in relaxed form, its name in lower case. */
    private record Field(String name, String value) {
        static Field of(HeaderFields at) {
            return new Field(at.lowerName(), at.value());
        }

        Field decoded() {
            return new Field(name, EncodedWords.decoded(value));
        }
    }

    private @Nullable Difference firstAltered(String outOfOrder) {
        if (isLong(sent) || isLong(received)) {
            return new Difference(
                    "header " + outOfOrder, "a field in its order", "none; the header is too long to look further");
        }
        Map<Field, Integer> left = new HashMap<>();
        for (HeaderFields fields = received.fields(); fields.next(); ) {
            left.merge(Field.of(fields), 1, Integer::sum);
        }
        List<Field> open = new ArrayList<>();
        for (HeaderFields fields = sent.fields(); fields.next(); ) {
            if (!take(left, Field.of(fields)) && !isServers(fields)) {
                open.add(Field.of(fields));
            }
        }
        left.values().removeIf(count -> count == 0);
        Map<Field, Integer> decoded = new HashMap<>();
        left.forEach((field, count) -> decoded.merge(field.decoded(), count, Integer::sum));
        for (Field field : open) {
            if (!take(decoded, field.decoded()) && !isRewritten(field, left.keySet())) {
                return new Difference("header " + sentName(field), field.value, nameSake(field, left.keySet()));
            }
        }
        return isOutermost ? null : firstAdded();
    }

    private static boolean isLong(Entity entity) {
        if (entity.bodyStart() - entity.start() > BYTES_MAX) {
            return true;
        }
        int count = 0;
        for (HeaderFields fields = entity.fields(); fields.next(); ) {
            count++;
        }
        return count > FIELDS_MAX;
    }

    private static boolean take(Map<Field, Integer> from, Field field) {
        int count = from.getOrDefault(field, 0);
        if (count > 0) {
            from.put(field, count - 1);
        }
        return count > 0;
    }

    /** Whether it may say something else, since what it tells of is encoded in another way; the body is compared decoded. */
    private boolean isRewritten(Field field, Set<Field> left) {
        if (field.name.equals(ENCODING)) {
            return TransferEncoding.of(field.value) != TransferEncoding.UNKNOWN
                    && left.stream().anyMatch(each -> each.name.equals(ENCODING));
        }
        if (!field.name.equals(TYPE) || field.value.length() > Entity.ContentType.BYTES_MAX) {
            return false;
        }
        Entity.ContentType type = Entity.ContentType.of(field.value);
        boolean isEncodedAlike = sent.encoding() == received.encoding();
        return left.stream()
                .filter(each -> each.name.equals(TYPE) && each.value.length() <= Entity.ContentType.BYTES_MAX)
                .limit(TYPES_MAX)
                .anyMatch(each -> Entity.ContentType.of(each.value).agrees(type, isEncodedAlike));
    }

    /** As it was written. */
    private String sentName(Field field) {
        HeaderFields fields = sent.fields();
        while (fields.next()) {
            if (Field.of(fields).equals(field)) {
                return fields.name();
            }
        }
        return field.name;
    }

    /** What another field of that name says. */
    private static String nameSake(Field field, Set<Field> left) {
        return left.stream()
                .filter(each -> each.name.equals(field.name))
                .findFirst()
                .map(Field::value)
                .orElse(Difference.NOTHING);
    }

    private @Nullable Difference firstAdded() {
        Map<Field, Integer> wanted = new HashMap<>();
        for (HeaderFields fields = sent.fields(); fields.next(); ) {
            wanted.merge(Field.of(fields), 1, Integer::sum);
        }
        for (HeaderFields fields = received.fields(); fields.next(); ) {
            if (!take(wanted, Field.of(fields)) && !mayBeAdded(fields)) {
                return new Difference("header " + fields.name(), Difference.NOTHING, fields.value());
            }
        }
        return null;
    }
}
