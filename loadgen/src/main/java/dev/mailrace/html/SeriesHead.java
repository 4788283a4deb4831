package dev.mailrace.html;

import dev.mailrace.report.Conclusion;

/** What a page of several runs begins with: the verdict, in words and in a colour, and why. */
final class SeriesHead {
    private SeriesHead() {}

    static void write(Html html, Conclusion conclusion) {
        html.element(
                "h1",
                conclusion.heading(),
                "class",
                "verdict " + conclusion.tone().label());
        if (!conclusion.why().isEmpty()) {
            html.element("p", conclusion.why(), "class", "summary");
        }
    }
}
