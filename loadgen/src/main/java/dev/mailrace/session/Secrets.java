package dev.mailrace.session;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.wire.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a session tells its server and nobody else may read: the password, and the responses of AUTH. Servers quote what they
 * did not understand, and their texts are kept and shown.
 *
 * <p>Owned by the session's loop. Costs nothing until a text is to be hidden in, which happens at refusals.
 */
final class Secrets {
    /** Nobody logs in. */
    static final Secrets NONE = new Secrets(null);

    private static final String MASK = "***";

    /** Of what is encoded, or long, a part of this length is hidden too: servers quote cut, and wrap lines. */
    private static final int PART_CHARACTERS = 8;

    /** A shorter password is a word that servers may say; it is hidden where it stands alone. */
    private static final int WORD_CHARACTERS_MAX = 7;

    private static final int TEXT_CHARACTERS_MAX = 4_096;
    private static final int SENT_MAX = 32;
    private static final Pattern RUN = Pattern.compile("\\S{" + PART_CHARACTERS + ",}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{6,}={0,2}");
    private static final byte[] CANCEL = {'*'};
    private static final byte[] EMPTY_RESPONSE = {'='};

    private final @Nullable Credentials credentials;
    private final List<byte[]> sent = new ArrayList<>(2);
    private @Nullable Needles needles; // made when a text is first to be hidden in

    private Secrets(@Nullable Credentials credentials) {
        this.credentials = credentials;
    }

    static Secrets of(@Nullable Credentials credentials) {
        return credentials == null ? NONE : new Secrets(credentials);
    }

    /**
     * What to look for.
     *
     * @param whole hidden as they are
     * @param words hidden where they stand alone
     * @param parts hidden in parts, too; in small letters
     */
    private record Needles(Set<String> whole, Set<String> words, Set<String> parts) {}

    /**
     * Notes a response to AUTH that is about to leave.
     *
     * @param line in base64; kept
     */
    void sends(byte[] line) {
        if (line.length > 0
                && !Arrays.equals(line, CANCEL)
                && !Arrays.equals(line, EMPTY_RESPONSE)
                && sent.size() < SENT_MAX) {
            sent.add(line);
            needles = null;
        }
    }

    /** Whether a line of ours is such a response. */
    boolean isResponse(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return sent.stream().anyMatch(each -> Arrays.equals(each, bytes));
    }

    /** The reply for people; what came before the first secret left is as it was. */
    Reply hidden(Reply reply) {
        return sent.isEmpty()
                ? reply
                : new Reply(
                        reply.code(), reply.lines().stream().map(this::hidden).toList());
    }

    /** The server's text for people; what came before the first secret left is as it was. */
    String shown(String said) {
        return sent.isEmpty() ? said : hidden(said);
    }

    /** The text for people, whoever's it is. */
    String hidden(String said) {
        if (credentials == null) {
            return said;
        }
        String text = said.length() > TEXT_CHARACTERS_MAX ? said.substring(0, TEXT_CHARACTERS_MAX) : said;
        Needles sought = needles;
        if (sought == null) {
            sought = needles(credentials);
            needles = sought;
        }
        String small = text.toLowerCase(Locale.ROOT);
        if (small.length() != text.length()) {
            small = text; // Some letters have small forms of other lengths.
        }
        BitSet marks = new BitSet(text.length());
        for (String needle : sought.whole) {
            mark(small, needle.toLowerCase(Locale.ROOT), false, marks);
        }
        for (String needle : sought.words) {
            mark(small, needle.toLowerCase(Locale.ROOT), true, marks);
        }
        markParts(small, sought.parts, marks);
        markEncoded(text, credentials.password(), marks);
        return marks.isEmpty() ? text : masked(text, marks);
    }

    private Needles needles(Credentials known) {
        Set<String> whole = new LinkedHashSet<>();
        Set<String> words = new LinkedHashSet<>();
        Set<String> parts = new LinkedHashSet<>();
        String password = known.password();
        if (!password.isEmpty()) {
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            boolean isWord = password.length() <= WORD_CHARACTERS_MAX;
            (isWord ? words : whole).add(password);
            whole.add(known.user() + password);
            addLong(whole, URLEncoder.encode(password, StandardCharsets.UTF_8));
            addLong(whole, HexFormat.of().formatHex(bytes));
            addLong(whole, Base64.getEncoder().encodeToString(bytes));
            addPart(parts, Base64.getEncoder().withoutPadding().encodeToString(bytes));
            addPart(parts, password);
        }
        for (byte[] line : sent) {
            String encoded = new String(line, StandardCharsets.US_ASCII);
            addLong(whole, encoded);
            addPart(parts, encoded);
            addDecoded(whole, encoded, known.user());
        }
        whole.remove(known.user());
        return new Needles(whole, words, parts);
    }

    /** Between control characters, blanks and commas; who logs in is no secret. */
    private static void addDecoded(Set<String> whole, String encoded, String user) {
        byte[] bytes = decoded(encoded);
        if (bytes != null) {
            for (String piece : new String(bytes, StandardCharsets.UTF_8).split("[\\x00-\\x20,]+", -1)) {
                if (!piece.contains(user) || user.isEmpty()) {
                    addLong(whole, piece);
                }
            }
        }
    }

    private static void addLong(Set<String> whole, String text) {
        if (text.length() >= PART_CHARACTERS) {
            whole.add(text);
        }
    }

    private static void addPart(Set<String> parts, String text) {
        if (text.length() >= PART_CHARACTERS) {
            parts.add(text.toLowerCase(Locale.ROOT));
        }
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

    private static void markParts(String text, Set<String> parts, BitSet marks) {
        if (parts.isEmpty()) {
            return;
        }
        Matcher run = RUN.matcher(text);
        while (run.find()) {
            for (int at = run.start(); at + PART_CHARACTERS <= run.end(); at++) {
                String piece = text.substring(at, at + PART_CHARACTERS);
                if (parts.stream().anyMatch(part -> part.contains(piece))) {
                    marks.set(at, at + PART_CHARACTERS);
                }
            }
        }
    }

    /** What is base64 of something with the password in it. */
    private static void markEncoded(String text, String password, BitSet marks) {
        if (password.isEmpty()) {
            return;
        }
        Matcher encoded = BASE64.matcher(text);
        while (encoded.find()) {
            byte[] bytes = decoded(encoded.group());
            if (bytes != null && new String(bytes, StandardCharsets.UTF_8).contains(password)) {
                marks.set(encoded.start(), encoded.end());
            }
        }
    }

    private static byte @Nullable [] decoded(String base64) {
        int whole = base64.replace("=", "").length();
        String usable = whole % 4 == 1 ? base64.substring(0, whole - 1) : base64; // Cut by whoever quoted it.
        try {
            return Base64.getDecoder().decode(usable);
        } catch (IllegalArgumentException e) {
            return null; // Something else.
        }
    }

    private static String masked(String text, BitSet marks) {
        StringBuilder shown = new StringBuilder(text.length());
        int from = 0;
        for (int start = marks.nextSetBit(0); start >= 0; start = marks.nextSetBit(from)) {
            shown.append(text, from, start).append(MASK);
            from = marks.nextClearBit(start);
        }
        return shown.append(text, from, text.length()).toString();
    }
}
