package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.runfile.SampleVerdict;
import dev.mailrace.session.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A run's comment on a pull request, as GitHub's dialect of Markdown is rendered. */
class RunMarkdownTest {
    private static final String HOSTILE =
            "451 <script>alert(1)</script> <img src=x onerror=y> | a | b |\n# x [l](http://e.example/) ![i](j) `c` **d** @team "
                    + "http://e.example &lt;b&gt; </details>";

    private static String markdown(RunResult result) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RunMarkdown.write(result, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theVerdictIsTheFirstThingThatAPullRequestShows() throws IOException {
        Rendered seen = Rendered.of(markdown(SampleRun.hung()));
        assertThat(seen.headings()).first().asString().startsWith("BROKEN: p99(transaction) < 500ms");
        String text = markdown(SampleRun.hung());
        assertThat(text).startsWith("### BROKEN: ");
        assertThat(text).contains("\n\n" + Markdown.text(Why.of(RunDocument.of(SampleRun.hung()))) + ".\n\n");
    }

    @Test
    void allTablesAreTables() throws IOException {
        String text = markdown(SampleRun.hung());
        Rendered seen = Rendered.of(text);
        assertThat(seen.tables()).hasSize(3);
        for (List<Integer> rows : seen.tables()) {
            assertThat(rows).hasSizeGreaterThan(1).containsOnly(rows.get(0));
        }
        assertThat(seen.tables().get(1).get(0)).as("phases").isEqualTo(11);
        // What is no table stays a line with bars.
        String rendered = Rendered.html(text);
        assertThat(rendered.replaceAll("<code>[^<]*</code>", "")).doesNotContain("|");
        assertThat(rendered).contains("<th align=\"right\">p75</th>", "<th align=\"right\">p95</th>");
    }

    /** GitHub takes 65,536 characters of a comment, however much a server has to say. */
    @Test
    void aServerOfManyWordsStillFitsAComment() throws IOException {
        SampleRun run = new SampleRun(SampleRun.info(0, 1, 0));
        for (int i = 0; i < 150; i++) {
            run.refuse(Stage.MEASURE, 1, SampleRun.rejected(Phase.RCPT, 400 + i, "4.3." + i, "@|".repeat(100)));
        }
        run.second(Stage.MEASURE);
        String text = markdown(run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID));
        assertThat(text.length()).isLessThan(65_536);
        assertThat(text).contains("\nand 130 arrivals that ended in 130 other ways, which run.json lists\n");
        assertThat(Rendered.of(text).tables())
                .last()
                .asInstanceOf(list(Integer.class))
                .hasSize(1 + 20);
    }

    @Test
    void whatAServerOrItsUserSaysIsNothingButText() throws IOException {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("commit", "1a2b3c");
        notes.put("x", HOSTILE);
        RunInfo info = SampleRun.info(0, 1, 0).withAbout(new RunInfo.About(HOSTILE, notes));
        SampleRun run = new SampleRun(info);
        run.deliver(Stage.MEASURE, 3);
        run.refuse(Stage.MEASURE, 3, SampleRun.rejected(Phase.RCPT, 451, "4.3.0", HOSTILE));
        run.second(Stage.MEASURE);
        String text = markdown(run.ended(RunResult.Ending.COMPLETED, 1, SampleVerdict.VALID));
        Rendered seen = Rendered.of(text);
        assertThat(String.join("", seen.html()).replaceAll("\\s", ""))
                .as("our own alone")
                .isEqualTo("<details><summary>Configuration</summary></details>");
        assertThat(seen.links()).isEmpty();
        assertThat(seen.headings()).hasSize(1);
        assertThat(text).contains("commit: `1a2b3c`");
        for (List<Integer> rows : seen.tables()) {
            assertThat(rows).containsOnly(rows.get(0));
        }
    }

    @Test
    void answersOfOtherCommandsKeepTheRules() throws IOException {
        LoginTable logins = new LoginTable();
        logins.add("PLAIN", SampleRun.ordinary(), null);
        logins.add("SCRAM-SHA-256", SampleRun.hung(), null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        logins.markdown(out);
        try (InputStream comparison =
                Objects.requireNonNull(RunMarkdownTest.class.getResourceAsStream("/report/comparison.md"))) {
            for (String text : List.of(
                    out.toString(StandardCharsets.UTF_8),
                    new String(comparison.readAllBytes(), StandardCharsets.UTF_8))) {
                Rendered seen = Rendered.of(text);
                assertThat(seen.tables()).isNotEmpty();
                for (List<Integer> rows : seen.tables()) {
                    assertThat(rows).hasSizeGreaterThan(1).containsOnly(rows.get(0));
                }
                assertThat(seen.links()).isEmpty();
                assertThat(String.join("", seen.html())).doesNotContainPattern("<(?!/?details>|/?summary>)");
                assertThat(Rendered.html(text).replaceAll("<code>[^<]*</code>", ""))
                        .doesNotContain("|");
            }
        }
    }
}
