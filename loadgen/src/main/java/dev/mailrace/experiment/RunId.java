package dev.mailrace.experiment;

import java.security.SecureRandom;

/** Names a run in its messages and files: short, unlike any other's, safe in a Message-ID and a file name. */
public final class RunId {
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"; // nothing that looks like another
    private static final int LENGTH = 10;

    private RunId() {}

    public static String fresh() {
        SecureRandom random = new SecureRandom();
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
