package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a transaction may be sent anew, as if it had never begun: nothing of it was answered well. */
class UntouchedTest {
    private static Rig begun() {
        return Rig.of(Pipelining.TRANSACTION).messages(1, 1).hello("PIPELINING");
    }

    private static boolean untouched(Rig rig) {
        return rig.owner.begun.get(0).isUntouched();
    }

    @Test
    void aMailThatMeetsTheServersGoodbyeIsUntouched() {
        Rig rig = begun().server("421 4.4.2 idle for too long");
        assertThat(rig.owner.endings).containsExactly("rejected mail 421 4.4.2");
        assertThat(untouched(rig)).isTrue();
        rig.finish("421");
    }

    @Test
    void aMailThatMeetsAResetIsUntouched() {
        Rig rig = begun();
        rig.serverResets();
        assertThat(rig.owner.endings).containsExactly("failed reset mail");
        assertThat(untouched(rig)).isTrue();
        rig.finish("reset");
    }

    @Test
    void oneCommandAnsweredWellTouchesIt() {
        Rig rig = begun().server("250 ok");
        assertThat(untouched(rig)).isFalse();
        rig.serverResets();
        assertThat(untouched(rig)).isFalse();
        rig.finish("touched");
    }

    @Test
    void aStepBeforeTheMailTouchesItToo() {
        Rig rig = Rig.of(Pipelining.NONE);
        rig.owner.work.add(new Letter(1, "s@x", List.of("r@x"), rig.body, List.of("NOOP")));
        rig.hello();
        assertThat(untouched(rig)).isTrue();
        rig.server("250 ok");
        assertThat(untouched(rig)).isFalse();
        rig.finish("step");
    }

    @Test
    void aTransactionBegunAgainIsUntouchedAgain() {
        Rig rig = Rig.of(Pipelining.NONE);
        rig.owner.quitsWhenDone = false;
        rig.hello();
        Letter letter = rig.letter(1, 1);
        rig.owner.begun.add(letter);
        rig.session.begin(letter);
        rig.server("250 ok", "550 no", "250 reset");
        assertThat(letter.isUntouched()).isFalse();
        rig.owner.outcomes.clear();
        rig.session.begin(letter);
        assertThat(letter.isUntouched()).isTrue();
        rig.end("again");
    }
}
