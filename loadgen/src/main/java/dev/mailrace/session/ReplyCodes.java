package dev.mailrace.session;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Which 2xx and 3xx a command can be answered by; any other answers something else, and whoever takes it is one reply off
 * from there on. A 4xx or 5xx is a refusal of whatever was said.
 */
final class ReplyCodes {
    private static final int REFUSALS_MIN = 400;
    private static final int[] ANY = {};
    private static final int[][] OF_PHASE = table();

    private ReplyCodes() {}

    private static int[][] table() {
        Phase[] phases = Phase.values();
        int[][] table = new int[phases.length][];
        for (Phase phase : phases) {
            table[phase.ordinal()] = positive(phase);
        }
        return table;
    }

    /** RFC 5321 §4.3.2 where nothing else is said. */
    private static int[] positive(Phase phase) {
        return switch (phase) {
            case BANNER, STARTTLS -> new int[] {220}; // RFC 3207 §4
            case XCLIENT -> new int[] {220, 250}; // A banner; Postfix before 2.3 said 250.
            case EHLO, MAIL, RSET, NOOP -> new int[] {250};
            case CHUNK, CONTENT -> new int[] {250}; // RFC 3030 §2, RFC 2033 §4.2
            case AUTH -> new int[] {235, 334}; // RFC 4954 §4
            case RCPT -> new int[] {250, 251, 252};
            case DATA -> new int[] {354};
            case VRFY, EXPN -> new int[] {250, 251, 252};
            case HELP -> new int[] {211, 214, 250}; // Haraka and aiosmtpd say 250.
            case ETRN -> new int[] {250, 251, 252, 253}; // RFC 1985 §5.2
            case QUIT -> ANY; // It is over whatever the reply says.
            case CONNECT,
                    TLS,
                    AUTH_CLIENT,
                    AUTH_ROUND_1,
                    AUTH_ROUND_2,
                    AUTH_ROUND_3,
                    AUTH_ROUND_4,
                    TRANSACTION,
                    SESSION,
                    DELIVERY,
                    END_TO_END -> ANY; // No command's.
        };
    }

    static boolean canAnswer(Phase phase, int code) {
        if (code >= REFUSALS_MIN) {
            return true;
        }
        int[] codes = OF_PHASE[phase.ordinal()];
        for (int each : codes) {
            if (each == code) {
                return true;
            }
        }
        return codes.length == 0;
    }

    /** What was expected instead of {@code code}, for people. */
    static String mismatch(Phase phase, String reply) {
        String what = switch (phase) {
            case BANNER -> "the connection";
            case CONTENT -> "the content";
            case CHUNK -> "BDAT";
            default -> phase.name(); // the command's
        };
        String expected = Arrays.stream(OF_PHASE[phase.ordinal()])
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" or "));
        return what + " was answered by " + reply + " (expected: " + expected + ", or a refusal)";
    }
}
