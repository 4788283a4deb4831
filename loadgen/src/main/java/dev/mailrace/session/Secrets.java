package dev.mailrace.session;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.wire.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session tells its server and no one else may read: the password, and the responses of AUTH. Servers quote what they
 * did not understand, and their texts are kept and shown.
 *
 * <p>Owned by the session's loop. Costs nothing until a text is to be hidden in, which happens at refusals.
 */
public final class Secrets {
    /** No login, no secrets. */
    static final Secrets NONE = new Secrets(null);

    private static final String MASK = "***";

    private static final int TEXT_CHARACTERS_MAX = 4_096;
    private static final int SENT_MAX = 32;
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
     * Notes a response to AUTH that is about to leave.
     *
     * @param line in base64; kept
     */
    void sends(byte[] line) {
        if (credentials != null
                && line.length > 0
                && !Arrays.equals(line, CANCEL)
                && !Arrays.equals(line, EMPTY_RESPONSE)
                && sent.size() < SENT_MAX) {
            sent.add(line);
            needles = null;
        }
    }

    /** Whether a line of the client is such a response. */
    boolean isResponse(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return sent.stream().anyMatch(each -> Arrays.equals(each, bytes));
    }

    /** The reply for people; what came before the first secret left is as it was. */
    Reply hidden(Reply reply) {
        if (sent.isEmpty()) {
            return reply;
        }
        List<String> shown = new ArrayList<>(reply.lines().size());
        for (String line : reply.lines()) {
            shown.add(hidden(line));
        }
        return new Reply(reply.code(), shown);
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
        Needles sought = needles;
        if (sought == null) {
            sought = new Needles(credentials, sent);
            needles = sought;
        }
        String text = said.length() > TEXT_CHARACTERS_MAX ? said.substring(0, TEXT_CHARACTERS_MAX) : said;
        BitSet marks = sought.marks(text);
        return marks.isEmpty() ? text : masked(text, marks);
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
