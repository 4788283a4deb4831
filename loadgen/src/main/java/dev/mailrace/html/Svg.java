package dev.mailrace.html;

import java.util.Locale;
import java.util.function.Consumer;

/** A drawing without a script: it prints, and a reader without scripts sees it. Colours are classes of the page's styles. */
final class Svg {
    private static final int SWATCH = 12;

    private final Html html;

    private Svg(Html html) {
        this.html = html;
    }

    /** Opens a drawing of that size, in pixels where there is room. */
    static Svg open(Html html, String label, int width, int height) {
        html.open(
                "svg",
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-label",
                label,
                "class",
                "drawing");
        return new Svg(html);
    }

    /** Opens a drawing that is as wide as its place, whatever that is: for boxes alone, beside words that say the same. */
    static Svg stretched(Html html, int width, int height) {
        html.open(
                "svg",
                "viewBox",
                "0 0 " + width + " " + height,
                "preserveAspectRatio",
                "none",
                "aria-hidden",
                "true",
                "class",
                "drawing stretched");
        return new Svg(html);
    }

    /** Opens a drawing that fits a telephone, and stands beside another where there is room. */
    static Svg panel(Html html, String label, int width, int height) {
        html.open(
                "svg",
                "viewBox",
                "0 0 " + width + " " + height,
                "role",
                "img",
                "aria-label",
                label,
                "class",
                "drawing panel");
        return new Svg(html);
    }

    /** An entry of a legend that shows the colour of a box. */
    static void swatch(Html html, String classes, String words) {
        entry(html, words, svg -> svg.box(0, 0, SWATCH, SWATCH, classes, words));
    }

    /** An entry of a legend that shows the colour of a dot. */
    static void dotted(Html html, String classes, String words) {
        entry(html, words, svg -> svg.dot(SWATCH / 2.0, SWATCH / 2.0, classes, words));
    }

    private static void entry(Html html, String words, Consumer<Svg> drawn) {
        html.open("li")
                .open(
                        "svg",
                        "viewBox",
                        "0 0 " + SWATCH + " " + SWATCH,
                        "aria-hidden",
                        "true",
                        "class",
                        "drawing swatch");
        Svg svg = new Svg(html);
        drawn.accept(svg);
        svg.close();
        html.text(words).close("li");
    }

    Svg text(String text, double x, double y, String classes) {
        html.open("text", "x", number(x), "y", number(y), "class", classes)
                .text(text)
                .close("text");
        return this;
    }

    /** A box, and what it says when it is pointed at. */
    Svg box(double x, double y, double width, double height, String classes, String title) {
        html.open(
                        "rect",
                        "x",
                        number(x),
                        "y",
                        number(y),
                        "width",
                        number(Math.max(0.5, width)),
                        "height",
                        number(height),
                        "class",
                        classes)
                .element("title", title)
                .close("rect");
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String classes) {
        html.open("line", "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2), "class", classes)
                .close("line");
        return this;
    }

    Svg dot(double x, double y, String classes, String title) {
        html.open("circle", "cx", number(x), "cy", number(y), "r", "4", "class", classes)
                .element("title", title)
                .close("circle");
        return this;
    }

    void close() {
        html.close("svg");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
