package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class MarkdownTest {
    @Test
    void whatAServerSaysMakesNoMarkup() {
        assertThat(Markdown.text("<img src=x> **b** _i_ `c` [l](u) a|b ~s~ \\ $m$"))
                .isEqualTo("\\<img src=x\\> \\*\\*b\\*\\* \\_i\\_ \\`c\\` \\[l\\](u) a\\|b \\~s\\~ \\\\ \\$m\\$");
        assertThat(Markdown.text("&lt;")).isEqualTo("&amp;lt;");
    }

    @Test
    void whatAServerSaysMentionsNobodyAndLinksNowhere() {
        assertThat(Markdown.text("@team #12 http://x.example www.x.example"))
                .isEqualTo("@&#8203;team #&#8203;12 http:&#8203;//x.example www&#8203;.x.example");
    }

    @Test
    void linesStayLinesAndControlsAreSeen() {
        assertThat(Markdown.text("a\r\n# b\u001b\u202e")).isEqualTo("a??#&#8203; b??");
        assertThat(Markdown.code("a\n```")).isEqualTo("```` a?``` ````");
    }

    @Test
    void codeHoldsAnyNumberOfBackticks() {
        assertThat(Markdown.code("plain")).isEqualTo("`plain`");
        assertThat(Markdown.code("a`b")).isEqualTo("``a`b``");
        assertThat(Markdown.code("`a``")).isEqualTo("``` `a`` ```");
        assertThat(Markdown.code("")).isEqualTo("`  `");
    }
}
