package dev.mailrace.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a message says, as two numbers, for those who compare it where its plan is not at hand. What servers do to mail by right
 * leaves them as they are: added fields, folding, other line ends and white space, another transfer encoding, lines quoted as mbox
 * files need it. Immutable.
 *
 * <p>It is less than {@link ContentCheck} sees: of the header only five fields, and of white space in attachments
 * nothing.
 *
 * @param header 12 bits for each of the fields that every message has; 0: it is not there
 * @param body of what is behind the header, never {@link #UNKNOWN}
 */
record ContentDigest(long header, long body) {
    /** A digest that nobody has made. */
    static final long UNKNOWN = 0;

    private static final String[] NAMES = {"from", "to", "subject", "date", "mime-version"};
    private static final int FIELD_BITS = 12;
    private static final int FIELD_MASK = (1 << FIELD_BITS) - 1;
    private static final int DEPTH_MAX = 24; // as ContentCheck has it
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

    /** @param message header, blank line and body, without dots that were stuffed; borrowed */
    static ContentDigest of(byte[] message) {
        return new ContentDigest(headerOf(message), bodyOf(message));
    }

    /** {@link #body} alone. */
    static long bodyOf(byte[] message) {
        Hash hash = new Hash();
        addBody(new Entity(message, 0, message.length), hash, 0);
        return hash.value();
    }

    /** The name of the first field of this, as it was sent, that is another in what was received; empty: none is. */
    static String differing(long sent, long received) {
        for (int i = 0; i < NAMES.length; i++) {
            long field = field(sent, i);
            if (field != 0 && field != field(received, i)) {
                return NAMES[i];
            }
        }
        return "";
    }

    private static long field(long header, int number) {
        return (header >>> (number * FIELD_BITS)) & FIELD_MASK;
    }

    /** {@link #header} alone. */
    static long headerOf(byte[] message) {
        long header = 0;
        HeaderFields fields = new HeaderFields(message, 0, message.length);
        while (fields.next()) {
            header = with(header, fields);
        }
        return header;
    }

    /** With another field of the same message, where it is one of those. */
    static long with(long header, HeaderFields field) {
        for (int i = 0; i < NAMES.length; i++) {
            if (field.isNamed(NAMES[i])) {
                boolean isFirst = field(header, i) == 0;
                return isFirst ? header | (1L + Math.floorMod(hashOf(field), FIELD_MASK)) << (i * FIELD_BITS) : header;
            }
        }
        return header;
    }

    private static long hashOf(HeaderFields field) {
        long plain = plainHashOf(field);
        return plain == UNKNOWN ? Hash.of(EncodedWords.decoded(field.value())) : plain;
    }

    /** The same as of the decoded value, of one that is printable ASCII without encoded words; else {@link #UNKNOWN}. */
    private static long plainHashOf(HeaderFields field) {
        Hash hash = new Hash();
        boolean isSpace = false;
        boolean isBegun = false;
        byte before = 0;
        for (int i = field.valueStart(); i < field.valueEnd(); i++) {
            byte b = field.at(i);
            if (HeaderFields.isSpace(b)) {
                isSpace = isBegun;
            } else if (b < ' ' || b == 0x7f || (b == '?' && before == '=')) {
                return UNKNOWN;
            } else {
                if (isSpace) {
                    hash.add(' ');
                    isSpace = false;
                }
                hash.add(b);
                isBegun = true;
            }
            before = b;
        }
        hash.end();
        return hash.value();
    }

    private static void addBody(Entity entity, Hash hash, int depth) {
        hash.add(entity.type().name());
        Parts parts = depth < DEPTH_MAX ? entity.parts() : null;
        if (parts != null) {
            addText(parts.text(), hash);
            while (parts.next()) {
                addBody(parts.entity(), hash, depth + 1);
            }
            addText(parts.text(), hash);
        } else {
            boolean isCoded = entity.encoding() != TransferEncoding.IDENTITY && entity.canDecode();
            addText(isCoded ? entity.decoded() : entity.text(), hash);
        }
    }

    private static void addText(RelaxedText text, Hash hash) {
        hash.end();
        int b = text.next();
        while (b != RelaxedText.END) {
            int quotes = 0;
            for (; b == '>'; b = text.next()) {
                quotes++;
            }
            int matched = 0;
            for (; matched < FROM.length && b == FROM[matched]; b = text.next()) {
                matched++;
            }
            for (int i = 0; i < quotes && matched < FROM.length; i++) {
                hash.add('>');
            }
            for (int i = 0; i < matched; i++) {
                hash.add(FROM[i]);
            }
            for (; b != RelaxedText.END && b != '\n'; b = text.next()) {
                hash.add(b);
            }
            if (b == '\n') {
                hash.add(b);
                b = text.next();
            }
        }
    }

    /** An address, whatever the case of its letters; never {@link #UNKNOWN}. */
    static long ofAddress(String address) {
        return Hash.of(address.toLowerCase(Locale.ROOT));
    }

    /** FNV-1a of 64 bits: not made against those who want to deceive. Owned by one thread. */
    private static final class Hash {
        private static final long OFFSET = 0xcbf29ce484222325L;
        private static final long PRIME = 0x100000001b3L;
        private static final int END = 0x100; // no byte

        private long value = OFFSET;

        static long of(String text) {
            Hash hash = new Hash();
            hash.add(text);
            return hash.value();
        }

        void add(int b) {
            value = (value ^ b) * PRIME;
        }

        void add(String text) {
            for (int i = 0; i < text.length(); i++) {
                add(text.charAt(i));
            }
            end();
        }

        void end() {
            add(END);
        }

        long value() {
            long mixed = (value ^ (value >>> 32)) * 0x9e3779b97f4a7c15L;
            return mixed == UNKNOWN ? 1 : mixed;
        }
    }
}
