package dev.mailrace.html;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One file that opens from disk: styles, scripts and data are in it, and its policy forbids it to ask for anything else. */
final class Page {
    private Page() {}

    /**
     * The file.
     *
     * @param title for the browser's tab
     * @param body what people read, without scripts too
     * @param data what the plots draw
     */
    static byte[] of(String title, Html body, ObjectNode data) {
        List<Asset> styles = Asset.styles();
        List<Asset> scripts = Asset.scripts();
        Html page = new Html();
        page.raw("<!DOCTYPE html>\n").open("html", "lang", "en").raw("\n").open("head");
        page.raw("<meta charset=\"utf-8\">\n");
        page.open(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src " + Asset.sources(styles) + "; script-src " + Asset.sources(scripts)
                        + "; base-uri 'none'; form-action 'none'");
        page.raw("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        page.element("title", title);
        styles.forEach(style -> page.open("style").raw(style.text()).close("style"));
        page.close("head").open("body").open("main");
        page.raw(body.toString()).close("main");
        page.raw("<!-- Plots by uPlot:\n" + Asset.licence().replace("--", "—") + "-->\n");
        // A "<" could end the element, whatever stands in whose words.
        page.raw("<script type=\"application/json\" id=\"data\">")
                .raw(data.toString().replace("<", "\\u003c"))
                .close("script");
        scripts.forEach(script -> page.open("script").raw(script.text()).close("script"));
        page.close("body").close("html");
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }
}
