package dev.mailrace.session;

import dev.mailrace.sasl.Credentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which a server may quote a secret, and where they stand in a text. Immutable.
 *
 * <p>Looking costs about a microsecond, for a server may refuse all that it is asked.
 */
final class Needles {
    /** Of what is encoded, or long, a part of this length is hidden too: servers quote cut, and wrap lines. */
    private static final int PART_CHARACTERS = Long.BYTES;

    /** A shorter password is a word that servers may say; it is hidden where it stands alone. */
    private static final int WORD_CHARACTERS_MAX = 7;

    private static final int ASCII_MAX = 0x7f;

    private final String password;
    private final Set<String> whole = new LinkedHashSet<>(); // in small letters
    private final Set<String> words = new LinkedHashSet<>();
    private final long[] parts; // a byte each character, sorted

    /** @param sent responses to AUTH, in base64 */
    Needles(Credentials credentials, List<byte[]> sent) {
        password = credentials.password();
        LongStream.Builder pieces = LongStream.builder();
        if (!password.isEmpty()) {
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            (password.length() <= WORD_CHARACTERS_MAX ? words : whole).add(small(password));
            whole.add(small(credentials.user() + password));
            addLong(URLEncoder.encode(password, StandardCharsets.UTF_8));
            addLong(HexFormat.of().formatHex(bytes));
            addParts(Base64.getEncoder().withoutPadding().encodeToString(bytes), pieces);
            addParts(password, pieces);
        }
        for (byte[] line : sent) {
            String encoded = new String(line, StandardCharsets.US_ASCII);
            addLong(encoded);
            addParts(encoded, pieces);
            addDecoded(encoded, credentials.user());
        }
        whole.remove(small(credentials.user())); // The user name is no secret.
        parts = pieces.build().distinct().sorted().toArray();
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private void addLong(String text) {
        if (text.length() >= PART_CHARACTERS) {
            whole.add(small(text));
        }
    }

    private static void addParts(String text, LongStream.Builder pieces) {
        eachPiece(small(text), (piece, end) -> pieces.add(piece));
    }

    /** What stands between control characters, blanks and commas. */
    private void addDecoded(String encoded, String user) {
        byte[] bytes = decoded(encoded);
        if (bytes != null) {
            for (String piece : new String(bytes, StandardCharsets.UTF_8).split("[\\x00-\\x20,]+", -1)) {
                if (user.isEmpty() || !piece.contains(user)) {
                    addLong(piece);
                }
            }
        }
    }

    /** Takes a piece of a text and where it ends. */
    private interface Piece {
        void take(long piece, int end);
    }

    /** Those of ASCII: what is encoded has no other characters. */
    private static void eachPiece(String text, Piece taker) {
        long piece = 0;
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length = c > ASCII_MAX ? 0 : length + 1;
            piece = piece << Byte.SIZE | c;
            if (length >= PART_CHARACTERS) {
                taker.take(piece, i + 1);
            }
        }
    }

    /** The characters to hide. */
    BitSet marks(String text) {
        BitSet marks = new BitSet();
        String small = small(text);
        if (small.length() != text.length()) {
            small = text; // Some letters have small forms of other lengths.
        }
        for (String needle : whole) {
            mark(small, needle, false, marks);
        }
        for (String needle : words) {
            mark(small, needle, true, marks);
        }
        eachPiece(small, (piece, end) -> {
            if (Arrays.binarySearch(parts, piece) >= 0) {
                marks.set(end - PART_CHARACTERS, end);
            }
        });
        if (!password.isEmpty()) {
            markEncoded(text, marks);
        }
        return marks;
    }

    private static void mark(String text, String needle, boolean alone, BitSet marks) {
        for (int at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
            int end = at + needle.length();
            if (!alone || (!isLetter(text, at - 1) && !isLetter(text, end))) {
                marks.set(at, end);
            }
        }
    }

    private static boolean isLetter(String text, int index) {
        return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
    }

    /** What is base64 of something with the password in it. */
    private void markEncoded(String text, BitSet marks) {
        int start = 0;
        boolean isPlain = true; // as words of people are: no capitals or digits behind the first letter
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            boolean isSmall = c >= 'a' && c <= 'z';
            if (isSmall || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/') {
                isPlain &= isSmall || i == start;
                continue;
            }
            if (!isPlain && i - start >= PART_CHARACTERS) {
                byte[] bytes = decoded(text.substring(start, i));
                if (bytes != null && new String(bytes, StandardCharsets.UTF_8).contains(password)) {
                    marks.set(start, i);
                }
            }
            start = i + 1;
            isPlain = true;
        }
    }

    private static byte @Nullable [] decoded(String base64) {
        int whole = base64.replace("=", "").length();
        String usable = whole % 4 == 1 ? base64.substring(0, whole - 1) : base64; // Cut by the server that quoted it.
        try {
            return Base64.getDecoder().decode(usable);
        } catch (IllegalArgumentException e) {
            return null; // Something else.
        }
    }
}
