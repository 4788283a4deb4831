package dev.mailrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void joinsItsLinesByBlanks() {
        Reply reply = new Reply(550, List.of("5.1.1 no", "such", "user"));
        assertThat(reply.joined()).isEqualTo("5.1.1 no such user");
        assertThat(reply.text()).isEqualTo("5.1.1 no");
        assertThat(reply.severity()).isEqualTo(5);
    }

    @Test
    void refusesWhatIsNoReply() {
        assertThatThrownBy(() -> new Reply(199, List.of(""))).hasMessage("code: 199 (expected: 200 to 599)");
        assertThatThrownBy(() -> new Reply(600, List.of(""))).hasMessage("code: 600 (expected: 200 to 599)");
        assertThatThrownBy(() -> new Reply(250, List.of())).hasMessage("lines: none (expected: at least one)");
    }

    @Test
    void keepsItsOwnLines() {
        List<String> lines = new ArrayList<>(List.of("a"));
        Reply reply = new Reply(250, lines);
        lines.add("b");
        assertThat(reply.lines()).containsExactly("a");
    }
}
