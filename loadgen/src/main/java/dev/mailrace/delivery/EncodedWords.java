package dev.mailrace.delivery;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

/** Header text as people read it, whether it came in encoded words (RFC 2047) or in UTF-8 (RFC 6532). */
final class EncodedWords {
    /** Longer values are left as they are: the decoder takes time by the square of what is broken. */
    private static final int CHARACTERS_MAX = 8_192;

    private static final Pattern BASE64 = Pattern.compile("=\\?[^?]*+\\?[bB]\\?([^?]*+)\\?=");

    private EncodedWords() {}

    /**
     * The text of a value.
     *
     * @param value relaxed; each character is a byte
     * @return the value itself, where it is too long or where a word is broken
     */
    static String decoded(String value) {
        if (value.length() > CHARACTERS_MAX || !isWhole(value)) {
            return value;
        }
        String text = value;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            // Then each byte stays a character.
        }
        String decoded = text.contains("=?") ? DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT) : text;
        return decoded.replaceAll("[ \\t\\r\\n]+", " ").strip();
    }

    /** A decoder passes over what is no base64, and so over a byte that was altered. */
    private static boolean isWhole(String value) {
        Matcher words = BASE64.matcher(value);
        while (words.find()) {
            String text = words.group(1);
            try {
                if (!Base64.getEncoder()
                        .encodeToString(Base64.getDecoder().decode(text))
                        .equals(text)) {
                    return false;
                }
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return true;
    }
}
