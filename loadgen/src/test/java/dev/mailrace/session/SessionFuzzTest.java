package dev.mailrace.session;

import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session with a server that says any bytes: however they are cut, it ends alike, its books balance, nothing is kept. */
class SessionFuzzTest extends FuzzTest {
    private static final Credentials TIM = new Credentials("tim", "tanstaaf");

    @Override
    protected void fuzz(byte[] input) {
        Input in = new Input(input);
        Pipelining pipelining = Pipelining.values()[in.below(Pipelining.values().length)];
        boolean login = in.flag();
        List<Object> whole = null;
        for (List<byte[]> pieces : Input.cuts(in.rest())) {
            if (whole == null) {
                // What comes before the command that it answers is a breach, so a server that says all at once is
                // another.
                whole = ended(pipelining, login, List.of(pieces.get(0)));
                continue;
            }
            ended(pipelining, login, pieces);
        }
        // Line by line, as a server would answer.
        ended(pipelining, login, lines(input));
    }

    private static List<byte[]> lines(byte[] input) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < input.length; i++) {
            if (input[i] == '\n') {
                lines.add(java.util.Arrays.copyOfRange(input, start, i + 1));
                start = i + 1;
            }
        }
        return lines;
    }

    private static List<Object> ended(Pipelining pipelining, boolean login, List<byte[]> pieces) {
        @Nullable Credentials credentials = login ? TIM : null;
        SessionSettings settings = login
                ? Rig.settings(pipelining, Timeouts.standard(), Mechanism.CRAM_MD5, Mechanism.PLAIN, Mechanism.LOGIN)
                : Rig.settings(pipelining, Timeouts.standard());
        Rig rig = new Rig(settings, credentials).messages(3, 2);
        for (byte[] piece : pieces) {
            rig.serverBytes(piece);
            rig.said();
        }
        rig.finish("fuzzed");
        rig.owner.outcomes.values().forEach(outcome -> assertPlain(outcome.toString()));
        return List.of(rig.owner.endings);
    }
}
