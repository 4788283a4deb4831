package dev.mailrace.sink;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.jspecify.annotations.Nullable;

/**
 * One AUTH command (RFC 4954 §4) from its argument to its last reply: PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195)
 * and ANONYMOUS (RFC 4505) here, the others by {@link SinkSasl}.
 *
 * <p>Owned by one session, on its event loop, which waits for the arithmetic: microseconds. A null from {@link #begin} or
 * {@link #answer} asks for {@link #challenge} to be sent and the next line to be passed to {@code answer}; a reply ends
 * the exchange.
 */
final class SinkAuth {
    private static final String HMAC = "HmacMD5";
    private static final int TRACE_CHARACTERS_MAX = 255; // RFC 4505 §3
    private static final byte[] EMPTY = {};
    private static final byte[] USER_PROMPT = ascii("VXNlcm5hbWU6"); // "Username:"
    private static final byte[] PASSWORD_PROMPT = ascii("UGFzc3dvcmQ6"); // "Password:"

    /** What the next response holds. */
    private enum Awaited {
        PLAIN_MESSAGE,
        LOGIN_USER,
        LOGIN_PASSWORD,
        CRAM_DIGEST,
        /** Who it is, or says to be, for the log (RFC 4505 §2). */
        ANONYMOUS_TRACE,
        /** Of a mechanism with several messages. */
        SASL_MESSAGE,
        /** Nothing: the client has seen the server's last word. */
        CONFIRMATION
    }

    private final SinkAccounts accounts;
    private final SinkSasl mechanisms;
    private final String cramChallenge;
    private final Peer peer;
    private @Nullable SaslServer sasl; // null for the mechanisms that are one method each
    private Awaited awaited = Awaited.PLAIN_MESSAGE;
    private byte[] challenge = EMPTY;
    private String user = "";

    /**
     * @param mechanisms those of several messages
     * @param cramChallenge what CRAM-MD5 has the client digest, in the form of a message id; never the same twice
     * @param peer who logs in
     */
    SinkAuth(SinkAccounts accounts, SinkSasl mechanisms, String cramChallenge, Peer peer) {
        this.accounts = accounts;
        this.mechanisms = mechanisms;
        this.cramChallenge = cramChallenge;
        this.peer = peer;
    }

    /**
     * Begins with the argument of AUTH: a mechanism, and perhaps an initial response.
     *
     * @param line borrowed
     * @return the last reply; null when the challenge is to be sent
     */
    @Nullable
    SinkReply begin(byte[] line, int start, int end) {
        String[] words = new String(line, start, end - start, StandardCharsets.ISO_8859_1).split("[ \t]+", -1);
        if (words[0].isEmpty() || words.length > 2) {
            return SinkReply.AUTH_SYNTAX;
        }
        String name = words[0].toUpperCase(Locale.ROOT);
        switch (name) {
            case "PLAIN" -> await(Awaited.PLAIN_MESSAGE, EMPTY);
            case "LOGIN" -> await(Awaited.LOGIN_USER, USER_PROMPT);
            case "CRAM-MD5" -> await(Awaited.CRAM_DIGEST, Base64.getEncoder().encode(utf8(cramChallenge)));
            case "ANONYMOUS" -> {
                if (!accounts.letsAnybodyIn()) {
                    return SinkReply.AUTH_MECHANISM_UNKNOWN;
                }
                await(Awaited.ANONYMOUS_TRACE, EMPTY);
            }
            default -> {
                SaslServer server = mechanisms.server(name, peer);
                if (server == null) {
                    return SinkReply.AUTH_MECHANISM_UNKNOWN;
                }
                sasl = server;
                await(Awaited.SASL_MESSAGE, EMPTY);
                if (SinkSasl.speaksFirst(server)) {
                    return words.length > 1 ? SinkReply.AUTH_SERVER_FIRST : step(server, EMPTY);
                }
            }
        }
        if (words.length == 1) {
            return null;
        }
        if (awaited == Awaited.CRAM_DIGEST) {
            return SinkReply.AUTH_SERVER_FIRST; // RFC 4954 §4
        }
        return words[1].equals("=") ? responded(EMPTY) : decoded(ascii(words[1]));
    }

    private void await(Awaited next, byte[] nextChallenge) {
        awaited = next;
        challenge = nextChallenge;
    }

    /** What follows 334, in base64; borrowed. */
    byte[] challenge() {
        return challenge;
    }

    /**
     * Takes the line that answers the challenge.
     *
     * @param line borrowed; from 0 to {@code end}
     * @return the last reply; null when another challenge is to be sent
     */
    @Nullable
    SinkReply answer(byte[] line, int end) {
        if (end == 1 && line[0] == '*') {
            return SinkReply.AUTH_CANCELLED;
        }
        byte[] response = new byte[end];
        System.arraycopy(line, 0, response, 0, end);
        return decoded(response);
    }

    private @Nullable SinkReply decoded(byte[] base64) {
        byte[] response;
        try {
            response = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return SinkReply.AUTH_NOT_BASE64;
        }
        return responded(response);
    }

    private @Nullable SinkReply responded(byte[] response) {
        String text = new String(response, StandardCharsets.UTF_8);
        return switch (awaited) {
            case PLAIN_MESSAGE -> plain(text);
            case LOGIN_USER -> {
                user = text;
                await(Awaited.LOGIN_PASSWORD, PASSWORD_PROMPT);
                yield null;
            }
            case LOGIN_PASSWORD -> verdict(user, text);
            case CRAM_DIGEST -> cram(text);
            case ANONYMOUS_TRACE -> text.length() <= TRACE_CHARACTERS_MAX ? SinkReply.LOGGED_IN : SinkReply.AUTH_FAILED;
            case SASL_MESSAGE -> step(Objects.requireNonNull(sasl), response);
            case CONFIRMATION -> response.length == 0 ? SinkReply.LOGGED_IN : SinkReply.AUTH_FAILED;
        };
    }

    private @Nullable SinkReply step(SaslServer server, byte[] response) {
        try {
            byte[] next = server.evaluateResponse(response);
            if (server.isComplete() && (next == null || next.length == 0)) {
                return SinkReply.LOGGED_IN;
            }
            await(
                    server.isComplete() ? Awaited.CONFIRMATION : Awaited.SASL_MESSAGE,
                    Base64.getEncoder().encode(next == null ? EMPTY : next));
            return null;
        } catch (SaslException
                | RuntimeException e) { // The runtime chokes on some of what clients say, and on strangers.
            return SinkReply.AUTH_FAILED;
        }
    }

    /** RFC 4616 §2: {@code [authzid] NUL authcid NUL passwd}. Acting for another user is refused. */
    private SinkReply plain(String message) {
        int first = message.indexOf(0);
        int second = message.indexOf(0, first + 1);
        if (first < 0 || second < 0) {
            return SinkReply.AUTH_FAILED;
        }
        String authzid = message.substring(0, first);
        String authcid = message.substring(first + 1, second);
        if (!authzid.isEmpty() && !authzid.equals(authcid)) {
            return SinkReply.AUTH_FAILED;
        }
        return verdict(authcid, message.substring(second + 1));
    }

    private SinkReply verdict(String name, String password) {
        String expected = name.isEmpty() ? null : accounts.passwordOf(name);
        return expected != null && MessageDigest.isEqual(utf8(expected), utf8(password))
                ? SinkReply.LOGGED_IN
                : SinkReply.AUTH_FAILED;
    }

    /** RFC 2195 §2: {@code user SP digest}, the digest in lower-case hexadecimal digits. */
    private SinkReply cram(String response) {
        int blank = response.lastIndexOf(' ');
        String name = blank < 0 ? "" : response.substring(0, blank);
        String password = name.isEmpty() ? null : accounts.passwordOf(name);
        if (password == null) {
            return SinkReply.AUTH_FAILED;
        }
        String expected = HexFormat.of().formatHex(hmacMd5(password));
        return MessageDigest.isEqual(utf8(expected), utf8(response.substring(blank + 1)))
                ? SinkReply.LOGGED_IN
                : SinkReply.AUTH_FAILED;
    }

    private byte[] hmacMd5(String password) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(utf8(password), HMAC));
            return mac.doFinal(utf8(cramChallenge));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC + ": refused by this JVM (expected: CRAM-MD5 needs it)", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
