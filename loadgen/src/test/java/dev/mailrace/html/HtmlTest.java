package dev.mailrace.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk")
class HtmlTest {
    /** Of a page with several runs, each with events of its own. */
    @Test
    void sectionsOfOneNameHaveDifferentIds() {
        Html body = new Html().section("Events").section("Events");
        assertThat(body.toString()).contains("id=\"section-events\"").contains("id=\"section-events-2\"");
        assertThat(new Html().contents(body).toString())
                .contains("href=\"#section-events\"")
                .contains("href=\"#section-events-2\"");
    }
}
