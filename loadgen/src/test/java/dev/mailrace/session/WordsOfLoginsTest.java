package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people read of a login that cannot go on, for each mechanism and each kind of nonsense, held against a file. */
@Tag("jdk")
class WordsOfLoginsTest {
    private static final Credentials USER = new Credentials("user", "geheim");
    private static final int ROUNDS_MAX = 20;

    private static final Map<String, String> CHALLENGES = new LinkedHashMap<>();

    static {
        CHALLENGES.put("nothing", "");
        CHALLENGES.put("no base64", "?!");
        CHALLENGES.put("nonsense", base64("nonsense"));
        CHALLENGES.put("commas", base64("r=,s=,i="));
        CHALLENGES.put("bytes", base64("\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void areOurs() throws Exception {
        List<String> said = new ArrayList<>();
        for (Mechanism mechanism : Mechanism.values()) {
            if (mechanism == Mechanism.GSSAPI || mechanism.bindsChannel()) {
                continue; // One needs a KDC, the others TLS; their words are the same as those of others.
            }
            for (Map.Entry<String, String> challenge : CHALLENGES.entrySet()) {
                said.add(mechanism.registeredName() + ", " + challenge.getKey() + ": "
                        + end(mechanism, challenge.getValue()));
            }
        }
        Path golden = Path.of(Objects.requireNonNull(WordsOfLoginsTest.class.getResource("/words/logins.txt"))
                .toURI());
        assertThat(String.join("\n", said) + "\n").isEqualTo(Files.readString(golden));
    }

    /** The same challenge again and again, until the client gives up or the server does. */
    private static String end(Mechanism mechanism, String challenge) {
        Rig rig = new Rig(Rig.settings(Pipelining.NONE, Timeouts.standard(), mechanism), USER);
        rig.hello("AUTH " + mechanism.registeredName());
        rig.said();
        for (int i = 0; i < ROUNDS_MAX && rig.owner.closedCount == 0; i++) {
            rig.server("334 " + challenge);
            rig.said();
        }
        if (rig.owner.closedCount == 0) {
            rig.server("535 5.7.8 no");
        }
        Outcome outcome = Objects.requireNonNull(rig.owner.closedBy);
        rig.finish(mechanism + " " + challenge);
        return RecordingOwner.describe(outcome) + ": " + outcome.sample();
    }
}
