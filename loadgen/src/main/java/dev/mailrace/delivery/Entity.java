package dev.mailrace.delivery;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.ParserCursor;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A header and what it is the header of: a message, or a part of one (RFC 2045 §2.4). Immutable; the bytes are borrowed.
 */
final class Entity {
    /**
     * What a Content-Type says; the first one counts.
     *
     * @param name in lower case, such as {@code text/plain}
     * @param parameters by their names in lower case
     */
    record ContentType(String name, Map<String, String> parameters) {
        /** Longer ones are told apart, but not understood. */
        static final int BYTES_MAX = 8_192;

        private static final ContentType NONE = new ContentType("text/plain", Map.of()); // RFC 2045 §5.2

        static ContentType of(String value) {
            byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
            RawBody body = RawFieldParser.DEFAULT.parseRawBody(
                    new ByteArrayBuffer(bytes, false), new ParserCursor(0, bytes.length));
            Map<String, String> parameters = new TreeMap<>();
            List<NameValuePair> pairs = body.getParams() == null ? List.of() : body.getParams();
            for (NameValuePair pair : pairs) {
                if (pair.getName() != null && pair.getValue() != null) {
                    parameters.putIfAbsent(pair.getName().toLowerCase(Locale.ROOT), pair.getValue());
                }
            }
            return new ContentType(body.getValue().toLowerCase(Locale.ROOT), parameters);
        }

        /** Null: it has no parts. */
        @Nullable
        String boundary() {
            String boundary = name.startsWith("multipart/") ? parameters.get("boundary") : null;
            return boundary == null || boundary.isEmpty() ? null : boundary;
        }

        boolean isMessage() {
            return name.equals("message/rfc822") || name.equals("message/global");
        }

        /**
         * The same but for what a change of encoding may change, which the bodies then answer for.
         *
         * @param isEncodedAlike whether these bodies are; the parts of one may not be, and the boundary between them
         */
        boolean agrees(ContentType other, boolean isEncodedAlike) {
            return (!isEncodedAlike || (boundary() != null && other.boundary() != null))
                    && name.equals(other.name)
                    && lasting(isEncodedAlike).equals(other.lasting(isEncodedAlike));
        }

        private Map<String, String> lasting(boolean isEncodedAlike) {
            Map<String, String> lasting = new TreeMap<>(parameters);
            if (!isEncodedAlike) {
                lasting.remove("charset");
            }
            if (name.startsWith("multipart/")) {
                lasting.remove("boundary");
            }
            return lasting;
        }
    }

    private final byte[] bytes;
    private final int start;
    private final int bodyStart;
    private final int end;
    private final ContentType type;
    private final TransferEncoding encoding;

    Entity(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        HeaderFields fields = fields();
        String foundType = null;
        String foundEncoding = null;
        while (fields.next()) {
            boolean isShort = fields.valueBytes() <= ContentType.BYTES_MAX;
            if (isShort && foundType == null && fields.isNamed("content-type")) {
                foundType = fields.value();
            } else if (isShort && foundEncoding == null && fields.isNamed("content-transfer-encoding")) {
                foundEncoding = fields.value();
            }
        }
        bodyStart = fields.bodyStart();
        type = foundType == null ? ContentType.NONE : ContentType.of(foundType);
        encoding = foundEncoding == null ? TransferEncoding.IDENTITY : TransferEncoding.of(foundEncoding);
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int bodyStart() {
        return bodyStart;
    }

    int end() {
        return end;
    }

    ContentType type() {
        return type;
    }

    /** Of the body. */
    TransferEncoding encoding() {
        return encoding;
    }

    HeaderFields fields() {
        return new HeaderFields(bytes, start, end);
    }

    /** The body as it stands there. */
    RelaxedText text() {
        return new RelaxedText(bytes, bodyStart, end);
    }

    RelaxedText decoded() {
        return encoding.decoded(bytes, bodyStart, end);
    }

    /** The body, decoded as far as it can be. */
    byte[] decodedBytes() {
        return encoding.decodedBytes(bytes, bodyStart, end);
    }

    boolean canDecode() {
        return encoding.canDecode(bytes, bodyStart, end);
    }

    /** What its parts are between; null: it has none that can be told apart. */
    @Nullable
    Parts parts() {
        String boundary = encoding == TransferEncoding.IDENTITY ? type.boundary() : null;
        return boundary == null ? null : new Parts(this, boundary);
    }
}
