package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The tests' own terminal: what it shows does not depend on how the output came. */
class ScreenTest {
    private static final String OUTPUT =
            "one\n\u001b[1;32mtwo\u001b[0m\n\u001b[?1049h\u001b[?7l\u001b[Hframe\u001b[K\u001b[J\u001b[?7h\u001b[?1049lthree\n";

    @Test
    void anOutputInPiecesShowsTheSame() {
        for (int cut = 0; cut <= OUTPUT.length(); cut++) {
            Screen screen = new Screen(20, 5);
            screen.show(OUTPUT.substring(0, cut));
            screen.show(OUTPUT.substring(cut));
            assertThat(screen.kept()).as("cut at %d", cut).isEqualTo("one\ntwo\nthree\n");
        }
    }
}
