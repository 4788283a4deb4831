package dev.mailrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void itsTextIsMadeOfItsParts() {
        Refusal refusal = new Refusal("size", 0, "> 0");
        assertThat(refusal).hasMessage("size: 0 (expected: > 0)");
        assertThat(List.of(refusal.place(), refusal.name(), refusal.value(), refusal.expected()))
                .containsExactly("", "size", "0", "> 0");
        assertThat(refusal.settings().refused()).containsExactly("size");
        assertThat(refusal.settings().besides()).isEmpty();
    }

    @Test
    void placesStandBeforeOneAnother() {
        Refusal inFile = new Refusal("", "no user", "a user and a password").at("users.csv:3");
        assertThat(inFile).hasMessage("users.csv:3: no user (expected: a user and a password)");
        assertThat(inFile.settings().refused()).isEmpty();
        assertThat(inFile.at("run.yaml:2:5").place()).isEqualTo("run.yaml:2:5: users.csv:3");
    }

    @Test
    void aPartOfASettingNamesTheSetting() {
        Refusal part = new Refusal("address", "\"nobody\"", "local@domain");
        Refusal whole = catchThrowableOfType(
                Refusal.class,
                () -> Refusal.inSetting("to", () -> {
                    throw part;
                }));
        assertThat(whole).hasMessage("to: address: \"nobody\" (expected: local@domain)");
        assertThat(whole.settings().refused()).containsExactly("to");
        assertThatThrownBy(() -> Refusal.inSetting("address", () -> {
                    throw part;
                }))
                .isSameAs(part);
        assertThat(Refusal.inSetting("to", () -> 5)).isEqualTo(5);
    }

    @Test
    void itMayComeOfOthers() {
        Refusal both = Refusal.bothGiven("rate", "stages").orOf("ramp").orOf("think");
        assertThat(both).hasMessage("rate and stages: both given (expected: one of them)");
        assertThat(both.settings())
                .isEqualTo(new Refusal.Settings(List.of("rate", "stages"), List.of("ramp", "think")));
    }

    @Test
    void whereItIsToldKeepsWhereItCameFrom() {
        Exception cause = new IllegalStateException("words of a library");
        Refusal refusal = new Refusal("spool", "/x: no such folder", "a folder to write to", cause);
        Refusal told = refusal.at("run.yaml:1:2");
        assertThat(told).hasCause(cause).hasMessageNotContaining("library");
        assertThat(told.getStackTrace()).isEqualTo(refusal.getStackTrace());
    }

    /** As scripts/fuzz found it: a value of 16,569 characters, and one with control characters. */
    @Test
    void whatWasGivenMayBeAnythingAndItsMessageStaysALine() {
        Refusal lengthy = new Refusal("slo", "p]5".repeat(5_000), "a threshold, and not " + "p]5".repeat(5_000));
        assertThat(lengthy.getMessage())
                .hasSizeLessThan(1_300)
                .startsWith("slo: p]5p]5")
                .contains("p]…")
                .endsWith("…)");
        assertThat(lengthy.value()).hasSize(15_000);
        assertThat(new Refusal("slo", "a\u001b[2J\u0085b\tc \r\n d", "e\u0000"))
                .hasMessage("slo: a?[2J?b?c d (expected: e?)");
    }
}
