package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailrace.session.Outcome.Reason;
import dev.mailrace.wire.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The session's values: {@link Outcome}, {@link Timeouts}, {@link SessionSettings}, {@link Phase}. */
class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "CONNECT, 30",
        "BANNER, 300",
        "EHLO, 300",
        "AUTH, 300",
        "MAIL, 300",
        "RCPT, 300",
        "DATA, 120",
        "CONTENT, 600",
        "RSET, 300",
        "QUIT, 30"
    })
    void theStandardTimeoutsAreRfc5321s(Phase phase, long seconds) {
        assertThat(Timeouts.standard().nanos(phase)).isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void oneTimeoutChangesAlone() {
        Timeouts changed = Timeouts.standard().with(Phase.MAIL, Duration.ofMillis(1));
        assertThat(changed.nanos(Phase.MAIL)).isEqualTo(1_000_000);
        assertThat(changed.nanos(Phase.RCPT)).isEqualTo(Timeouts.standard().nanos(Phase.RCPT));
        assertThat(changed.shortestNanos()).isEqualTo(1_000_000);
        assertThat(Timeouts.all(Duration.ofSeconds(2)).nanos(Phase.QUIT)).isEqualTo(2_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aTimeoutThatNeverWaitsIsRefused(long seconds) {
        Duration timeout = Duration.ofSeconds(seconds);
        assertThatThrownBy(() -> Timeouts.all(timeout)).hasMessageContaining("expected: > 0");
        assertThatThrownBy(() -> Timeouts.standard().with(Phase.MAIL, timeout)).hasMessageContaining("expected: > 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\r\nRSET", "jürgen.example", "a\u007f"})
    void aHelloNameThatWouldBreakItsLineIsRefused(String name) {
        assertThatThrownBy(() -> Hello.smtp(name, "h"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: a host name or [address]");
    }

    @Test
    void outcomesAreTheSameWhateverTheTextSays() {
        Outcome first = Outcome.rejected(Phase.RCPT, new Reply(550, List.of("5.1.1 <a>: unknown")));
        Outcome second = Outcome.rejected(Phase.RCPT, new Reply(550, List.of("5.1.1 <b>: unknown")));
        assertThat(first.sameAs(second)).isTrue();
        assertThat(first.sameAs(Outcome.rejected(Phase.MAIL, new Reply(550, List.of("5.1.1 x")))))
                .isFalse();
        assertThat(first.sameAs(Outcome.rejected(Phase.RCPT, new Reply(551, List.of("5.1.1 x")))))
                .isFalse();
        assertThat(first.sameAs(Outcome.rejected(Phase.RCPT, new Reply(550, List.of("5.1.2 x")))))
                .isFalse();
        Outcome reset = Outcome.failed(Phase.RCPT, Reason.RESET, "");
        assertThat(reset.sameAs(Outcome.failed(Phase.RCPT, Reason.CLOSED, ""))).isFalse();
        assertThat(reset.sameAs(Outcome.unconfirmed(reset))).isFalse();
    }

    @Test
    void aSampleIsPrintableAndBounded() {
        Outcome outcome = Outcome.rejected(Phase.MAIL, new Reply(550, List.of("\u001b[2J" + "x".repeat(1000), "y")));
        assertThat(outcome.sample()).startsWith("550 ?[2Jxxx").hasSize(201).endsWith("…");
        assertThat(outcome.enhanced()).isEmpty();
    }

    @Test
    void phasesAreKnownByTheirLabels() {
        for (Phase phase : Phase.values()) {
            if (phase != Phase.DELIVERY && phase != Phase.END_TO_END) {
                assertThat(Phase.of(phase.label())).isEqualTo(phase);
            }
        }
        assertThatThrownBy(() -> Phase.of("delivery")).hasMessageStartingWith("phase: delivery (expected: one of");
        assertThat(Phase.of("Mail")).isEqualTo(Phase.MAIL);
        assertThatThrownBy(() -> Phase.of("lunch")).hasMessageStartingWith("phase: lunch (expected: one of connect, ");
    }

    @Test
    void labelsAreTheNamesInFiles() {
        assertThat(Outcome.Kind.CUT_OFF.label()).isEqualTo("cut_off");
        assertThat(Reason.LOCAL_LIMIT.label()).isEqualTo("local_limit");
        assertThat(Reason.NONE.label()).isEmpty();
    }
}
