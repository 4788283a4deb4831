package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class OptionHeadingsTest {
    private static final List<OptionSpec> OPTIONS =
            new CommandLine(new RunCommand()).getCommandSpec().options();

    @Test
    void everyOptionStandsUnderExactlyOneHeading() {
        String help = Typed.run("run", "--help").out();
        for (OptionSpec option : OPTIONS) {
            assertThat(Pattern.compile(
                                    "^(  -[a-zA-Z], |      )(--[a-z-]+, )*" + Pattern.quote(option.longestName())
                                            + "([=\\[, ]|$)",
                                    Pattern.MULTILINE)
                            .matcher(help)
                            .results()
                            .count())
                    .as(option.longestName())
                    .isEqualTo(1);
        }
    }

    @Test
    void headingsStandInOrderAndNoneIsEmpty() {
        String help = Typed.run("run", "--help").out();
        List<Integer> places = new ArrayList<>();
        for (OptionHeadings heading : OptionHeadings.values()) {
            int place = help.indexOf("\n" + heading + ":\n");
            boolean hasOptions = OPTIONS.stream().anyMatch(option -> OptionHeadings.of(option) == heading);
            assertThat(place >= 0).as(heading.toString()).isEqualTo(hasOptions);
            if (hasOptions) {
                places.add(place);
            }
        }
        assertThat(places).isSorted().hasSizeGreaterThan(8);
    }

    @Test
    void onlyHelpAndVersionStandWithTheOutputForWantOfAHeading() {
        assertThat(OPTIONS.stream()
                        .filter(option -> OptionHeadings.of(option) == OptionHeadings.OUTPUT)
                        .map(OptionSpec::longestName))
                .containsExactlyInAnyOrder(
                        "--output",
                        "--on-output-loss",
                        "--results",
                        "--no-results",
                        "--compare",
                        "--title",
                        "--note",
                        "--quiet",
                        "--no-color",
                        "--help",
                        "--version");
    }
}
