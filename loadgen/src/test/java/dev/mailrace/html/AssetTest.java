package dev.mailrace.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What others wrote and each page carries. */
class AssetTest {
    private static final Pattern VERSION =
            Pattern.compile("^/\\*! https://github\\.com/leeoniya/uPlot \\(v1\\.6\\.(\\d+)\\) \\*/");

    /** The first release without CVE-2024-21489. */
    private static final int PATCH_MIN = 31;

    /** The one that copies keys of prototypes, as 1.6.30 has it minified: {@code for(let e in n)} and no look at {@code e}. */
    private static final Pattern VULNERABLE =
            Pattern.compile("for\\(let (\\w+) in \\w+\\)\\w+\\(\\w+\\[\\1]\\)\\?\\w+\\(\\w+\\[\\1]");

    @Test
    void thePlotsLibraryIsOneThatChecksKeys() {
        String plots = plots();
        Matcher version = VERSION.matcher(plots);
        assertThat(version.find()).as(plots.substring(0, 80)).isTrue();
        assertThat(Integer.parseInt(version.group(1))).isGreaterThanOrEqualTo(PATCH_MIN);
        assertThat(VULNERABLE.matcher(plots).find()).isFalse();
        assertThat(VULNERABLE
                        .matcher(
                                "for(let t=1;e.length>t;t++){let n=e[t];for(let e in n)Fl(l[e])?Il(l[e],Gl(n[e])):l[e]=Gl(n[e])}")
                        .find())
                .isTrue();
    }

    @Test
    void aPageCarriesTheLicenceOfWhatIsInIt() {
        String page =
                new String(Page.of("t", new Html(), JsonNodeFactory.instance.objectNode()), StandardCharsets.UTF_8);
        for (String part :
                List.of(plots(), "The MIT License (MIT)", "Copyright (c) 2022 Leon Sorokin", "The above copyright")) {
            assertThat(page.contains(part)).as(part).isTrue();
        }
    }

    private static String plots() {
        List<Asset> scripts = Asset.scripts();
        return scripts.get(0).text();
    }
}
