package dev.mailrace.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.jspecify.annotations.Nullable;

/** How a part's bytes are written (RFC 2045 §6). */
enum TransferEncoding {
    /** As they are. */
    IDENTITY,
    QUOTED_PRINTABLE,
    BASE64,
    /** By rules that we do not know. */
    UNKNOWN;

    /** @param value of the field, empty: there is none */
    static TransferEncoding of(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "", "7bit", "8bit", "binary" -> IDENTITY;
            case "quoted-printable" -> QUOTED_PRINTABLE;
            case "base64" -> BASE64;
            default -> UNKNOWN;
        };
    }

    String words() {
        return switch (this) {
            case IDENTITY -> "none";
            case QUOTED_PRINTABLE -> "quoted-printable";
            case BASE64 -> "base64";
            case UNKNOWN -> "an unknown one";
        };
    }

    /** Whether those bytes stand for others without a doubt. */
    boolean canDecode(byte[] bytes, int start, int end) {
        return switch (this) {
            case IDENTITY, QUOTED_PRINTABLE -> true; // What is none in quoted-printable stays as it is.
            case BASE64 -> isBase64(bytes, start, end);
            case UNKNOWN -> false;
        };
    }

    RelaxedText decoded(byte[] bytes, int start, int end) {
        InputStream decoder = decoder(bytes, start, end);
        return decoder == null ? new RelaxedText(bytes, start, end) : new RelaxedText(decoder);
    }

    byte[] decodedBytes(byte[] bytes, int start, int end) {
        InputStream decoder = decoder(bytes, start, end);
        try {
            return decoder == null ? Arrays.copyOfRange(bytes, start, end) : decoder.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // It reads an array.
        }
    }

    private @Nullable InputStream decoder(byte[] bytes, int start, int end) {
        InputStream in = new ByteArrayInputStream(bytes, start, end - start);
        return switch (this) {
            case IDENTITY, UNKNOWN -> null;
            case QUOTED_PRINTABLE -> new QuotedPrintableInputStream(in);
            case BASE64 -> new Base64InputStream(in);
        };
    }

    /** Whole groups, padded at the end alone; a decoder would pass over anything else. */
    private static boolean isBase64(byte[] bytes, int start, int end) {
        int characters = 0;
        int pads = 0;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (isSpace(b)) {
                continue;
            }
            if (b == '=') {
                pads++;
            } else if (pads > 0 || !isInAlphabet(b)) {
                return false;
            }
            characters = (characters + 1) % 4;
        }
        return characters == 0 && pads <= 2;
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private static boolean isInAlphabet(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '+' || b == '/';
    }
}
