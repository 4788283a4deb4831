package dev.mailrace.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.SplittableRandom;

/** The bytes of what is said wrongly, as far as a phase decides them. Pure but for the random numbers it is given. */
final class FaultReply {
    private static final int GARBAGE_BYTES_MAX = 60;

    private FaultReply() {}

    /** A refusal with its line end: a code that RFC 5321 §4.3.2, or the extension's RFC, has for the phase. */
    static byte[] refusal(SinkPhase phase, int code, String host) {
        String text = switch (code) {
            case Fault.FOR_NOW -> forNow(phase);
            case Fault.FOR_GOOD -> forGood(phase);
            case Fault.HANGING_UP -> "421 4.3.2 " + host + " Service not available, closing connection";
            default -> code + " " + code / 100 + ".3.0 Refused, as asked for";
        };
        return line(text);
    }

    private static String forNow(SinkPhase phase) {
        return switch (phase) {
            case BANNER -> "450 4.3.2 Try again later";
            case STARTTLS -> "454 4.7.0 TLS not available due to temporary reason"; // RFC 3207 §4
            case AUTH -> "454 4.7.0 Temporary authentication failure"; // RFC 4954 §4.7
            case RCPT -> "450 4.2.1 Mailbox unavailable";
            case DATA, CHUNK, CONTENT -> "451 4.3.0 Local error in processing";
            case EHLO, XCLIENT, MAIL, RSET, NOOP, VRFY, EXPN, HELP, ETRN, QUIT, OTHER -> "451 4.3.0 Try again later";
        };
    }

    private static String forGood(SinkPhase phase) {
        return switch (phase) {
            case BANNER -> "554 5.3.2 No SMTP service here"; // RFC 5321 §3.1
            case EHLO -> "550 5.7.1 Not welcome";
            case STARTTLS -> "554 5.7.3 Unable to initialise TLS";
            case AUTH -> "535 5.7.8 Authentication credentials invalid";
            case MAIL -> "550 5.7.1 Sender refused";
            case RCPT -> "550 5.1.1 No such user here";
            case DATA, CHUNK, CONTENT -> "554 5.3.0 Transaction failed";
            case XCLIENT, RSET, NOOP, VRFY, EXPN, HELP, ETRN, QUIT, OTHER -> "550 5.3.0 Refused";
        };
    }

    /** A part of the reply that would be good: up to its line end at the most, and a byte at least. */
    static byte[] half(SinkPhase phase, SplittableRandom random) {
        String whole = switch (phase) {
            case BANNER, STARTTLS, XCLIENT -> "220 2.0.0 Ready";
            case EHLO -> "250-sink.mailrace.example\r\n250-PIPELINING\r\n250 HELP";
            case AUTH -> "235 2.7.0 Authentication succeeded";
            case DATA -> "354 End content with <CR><LF>.<CR><LF>";
            case HELP -> "214 2.0.0 Commands";
            case QUIT -> "221 2.0.0 closing connection";
            case MAIL, RCPT, CHUNK, CONTENT, RSET, NOOP, VRFY, EXPN, ETRN, OTHER -> "250 2.0.0 Ok";
        };
        return whole.substring(0, random.nextInt(1, whole.length() + 1)).getBytes(ISO_8859_1);
    }

    /** A line that begins with no digit, of any bytes but a line end's. */
    static byte[] garbage(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(1, GARBAGE_BYTES_MAX)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(1, 256);
            boolean isDigit = bytes[i] >= '0' && bytes[i] <= '9';
            if (bytes[i] == '\r' || bytes[i] == '\n' || (i == 0 && isDigit)) {
                bytes[i] = '?';
            }
        }
        return line(new String(bytes, ISO_8859_1));
    }

    static byte[] line(String text) {
        return (text + "\r\n").getBytes(ISO_8859_1);
    }
}
