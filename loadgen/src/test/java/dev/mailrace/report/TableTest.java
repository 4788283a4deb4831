package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class TableTest {
    private final Table table = new Table(List.of(
            Table.Column.left("name"),
            Table.Column.number("mean", 2),
            Table.Column.number("max", 1),
            Table.Column.left("note"),
            Table.Column.elastic("sample")));

    private String text(int columns) {
        return String.join(
                "\n", table.lines(columns).stream().map(Line::toString).toList());
    }

    @Test
    void numbersStandOnTheRightAndWordsOnTheLeft() {
        table.add(Line.PLAIN, List.of("a", "1", "22,222", "x", "words"));
        table.add(Line.PLAIN, List.of("long", "10", "3", "", ""));
        assertThat(text(80)).isEqualTo("""
                name  mean     max  note  sample
                a        1  22,222  x     words
                long    10       3""");
    }

    @Test
    void aColumnWithoutValuesIsNotShown() {
        table.add(Line.PLAIN, List.of("a", "1", "2", "", ""));
        assertThat(text(80)).isEqualTo("""
                name  mean  max
                a        1    2""");
    }

    @Test
    void theHighestRankGoesFirstWhereRoomIsShort() {
        table.add(Line.PLAIN, List.of("a", "1", "2", "", ""));
        assertThat(text(13)).as("one space is enough").startsWith("name mean max");
        assertThat(text(12)).as("mean has the highest rank").startsWith("name  max");
        assertThat(text(5)).startsWith("name\n");
        assertThat(text(3)).as("nothing is left to drop").startsWith("na…");
    }

    @Test
    void theElasticColumnTakesWhatIsLeft() {
        table.add(Line.PLAIN, List.of("a", "", "", "", "漢字漢字漢字漢字漢字漢字"));
        assertThat(text(22)).isEqualTo("""
                name  sample
                a     漢字漢字漢字漢…""");
    }

    @Test
    void noRowsNoLines() {
        assertThat(table.lines(80)).isEmpty();
    }
}
