package dev.mailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What every page holds, whatever is on it: asked of the browser, with the page open. */
final class PageChecks {
    private PageChecks() {}

    /** A screen reader's path: headings in order, tables with captions, drawings and plots with words for what they show. */
    static void assertReadable(Browser browser) {
        assertThat(
                        browser.list(
                                "return [...document.querySelectorAll('h1, h2, h3, h4')].map((h) => +h.tagName[1])"
                                        + ".reduce((wrong, level, i, all) =>"
                                        + "(i === 0 ? level !== 1 : level > all[i - 1] + 1 || level === 1) ? [...wrong, i] : wrong, []);"))
                .as("headings that skip a level, or are a second first one")
                .isEmpty();
        assertThat(browser.list("return [...document.querySelectorAll('main > .scroll table, details .scroll table')]"
                        + ".filter((t) => !t.caption || !t.caption.textContent.trim()).map((t) => t.id);"))
                .as("tables without a caption")
                .isEmpty();
        assertThat(browser.list("const all = [...document.querySelectorAll('[id]')].map((e) => e.id);"
                        + "return all.filter((id, i) => all.indexOf(id) < i);"))
                .as("names that two elements have")
                .isEmpty();
        assertThat(browser.list("return [...document.querySelectorAll('svg:not([aria-hidden])')]"
                        + ".filter((s) => !s.getAttribute('aria-label')).map((s) => s.outerHTML.slice(0, 80));"))
                .as("drawings without words")
                .isEmpty();
        assertThat(browser.list("return [...new Set([...document.querySelectorAll('td.number')].filter((cell) =>"
                        + "cell.offsetParent && getComputedStyle(cell).textAlign !== 'right')"
                        + ".map((cell) => cell.closest('table').id))];"))
                .as("numbers that do not stand on the right")
                .isEmpty();
    }

    /** That figures say what they show by numbers, not by a title alone. */
    static void assertFiguresSpeak(Browser browser) {
        List<Object> words = browser.list("return [...document.querySelectorAll('main > figure')].map((figure) =>"
                + "figure.getAttribute('aria-label') || '');");
        assertThat(words)
                .isNotEmpty()
                .allSatisfy(word ->
                        assertThat(String.valueOf(word)).hasSizeGreaterThan(30).containsPattern("[0-9]"));
    }

    /** That the lines of a plot can be told apart, by the colours that its legend shows. */
    static void assertColoursApart(Browser browser) {
        assertThat(browser.list("return [...document.querySelectorAll('figure.plot')].filter((figure) => {"
                        + "const colours = [...figure.querySelectorAll('.u-series .u-marker')]"
                        + ".map((marker) => getComputedStyle(marker).borderTopColor).slice(1);" // The first is the
                        // axis.
                        + "return new Set(colours).size < colours.length; }).map((figure) => figure.dataset.plot);"))
                .as("plots with two lines of one colour")
                .isEmpty();
    }

    /** On a telephone: nothing beyond the edge, no words over words. */
    static void assertFitsAPhone(Browser browser) {
        browser.phone(true);
        try {
            browser.settle();
            assertThat((Long) browser.ask("return document.documentElement.scrollWidth;"))
                    .as("width of the page")
                    .isLessThanOrEqualTo(Browser.PHONE_WIDTH);
            assertThat(browser.list(
                            "return [...document.querySelectorAll('.cards td, .cards th, h1, .summary, .numbers')]"
                                    + ".filter((e) => e.offsetParent && !e.closest('thead')"
                                    + " && e.getBoundingClientRect().right > innerWidth + 0.5)"
                                    + ".map((e) => e.textContent);"))
                    .as("values beyond the edge")
                    .isEmpty();
            assertThat(overlaps(browser)).as("words over words").isEmpty();
        } finally {
            browser.phone(false);
        }
    }

    /** Pairs of texts of which one lies on the other. */
    private static List<Object> overlaps(Browser browser) {
        return browser.list("""
                const texts = [], walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                  if (!node.data.trim() || node.parentElement.closest('thead, details:not([open]) > :not(summary), title')) continue;
                  const range = document.createRange();
                  range.selectNodeContents(node);
                  for (const box of range.getClientRects()) {
                    if (box.width > 0 && box.height > 0) texts.push([box, node]);
                  }
                }
                const wrong = [];
                texts.forEach(([a, one], i) => texts.slice(i + 1).forEach(([b, other]) => {
                  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                  if (one !== other && wide > 1 && high > 4) wrong.push(one.data.trim() + ' / ' + other.data.trim());
                }));
                return wrong.slice(0, 10);
                """);
    }
}
