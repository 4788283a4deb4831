package dev.mailrace.sink;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a server keeps of passwords for SCRAM (RFC 5803): worked out when a user first comes, then kept. A user's salt
 * follows from the name, so that it is the same in every run. Any thread may use it.
 */
final class ScramKeys {
    /** The most users that are kept. */
    private static final int KEPT_MAX = 1_000_000;

    private static final int SALT_BYTES = 16;

    private record Key(ScramMechanism mechanism, String user) {}

    private final SinkAccounts accounts;
    private final int iterations;
    private final ConcurrentHashMap<Key, byte[]> kept = new ConcurrentHashMap<>();

    ScramKeys(SinkAccounts accounts, int iterations) {
        this.accounts = accounts;
        this.iterations = iterations;
    }

    int iterations() {
        return iterations;
    }

    /** Null for a user who may not log in; borrowed. */
    byte @Nullable [] saltedPassword(ScramMechanism mechanism, String user) {
        String password = accounts.passwordOf(user);
        if (password == null) {
            return null;
        }
        Key key = new Key(mechanism, user);
        byte[] known = kept.get(key);
        if (known == null) {
            known = ScramFunctions.saltedPassword(
                    mechanism, StringPreparation.SASL_PREPARATION, password.toCharArray(), salt(user), iterations);
            if (kept.size() < KEPT_MAX) {
                kept.put(key, known);
            }
        }
        return known;
    }

    static byte[] salt(String user) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Arrays.copyOf(digest.digest(user.getBytes(StandardCharsets.UTF_8)), SALT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: refused by this JVM (expected: every JVM has it)", e);
        }
    }
}
