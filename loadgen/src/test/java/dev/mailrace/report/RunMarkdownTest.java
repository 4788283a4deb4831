package dev.mailrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.RunResult;
import dev.mailrace.metrics.Stage;
import dev.mailrace.runfile.RunDocument;
import dev.mailrace.runfile.SampleRun;
import dev.mailrace.session.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;
import org.junit.jupiter.api.Test;

/** A run's comment on a pull request, as GitHub's dialect of Markdown is rendered. */
class RunMarkdownTest {
    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();
    private static final String HOSTILE =
            "451 <script>alert(1)</script> <img src=x onerror=y> | a | b |\n# x [l](http://e.example/) ![i](j) `c` **d** @team "
                    + "http://e.example &lt;b&gt; </details>";

    private static String markdown(RunResult result) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RunMarkdown.write(result, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What a document holds of what could do harm, and its tables. */
    private static final class Seen extends AbstractVisitor {
        private final List<String> html = new ArrayList<>();
        private final List<String> links = new ArrayList<>();
        private final List<String> headings = new ArrayList<>();
        private final List<List<Integer>> tables = new ArrayList<>();

        @Override
        public void visit(HtmlBlock block) {
            html.add(block.getLiteral());
        }

        @Override
        public void visit(HtmlInline inline) {
            html.add(inline.getLiteral());
        }

        @Override
        public void visit(Link link) {
            links.add(link.getDestination());
        }

        @Override
        public void visit(Image image) {
            links.add(image.getDestination());
        }

        @Override
        public void visit(Heading heading) {
            headings.add(TextContentRenderer.builder().build().render(heading));
            visitChildren(heading);
        }

        @Override
        public void visit(CustomBlock block) {
            if (block instanceof TableBlock) {
                tables.add(new ArrayList<>());
            }
            visitChildren(block);
        }

        @Override
        public void visit(CustomNode node) {
            if (node instanceof TableRow) {
                int cells = 0;
                for (Node cell = node.getFirstChild(); cell != null; cell = cell.getNext()) {
                    cells += cell instanceof TableCell ? 1 : 0;
                }
                tables.get(tables.size() - 1).add(cells);
            }
            visitChildren(node);
        }
    }

    private static Seen seen(String markdown) {
        Seen seen = new Seen();
        PARSER.parse(markdown).accept(seen);
        return seen;
    }

    @Test
    void theVerdictIsTheFirstThingThatAPullRequestShows() throws IOException {
        Seen seen = seen(markdown(SampleRun.hung()));
        assertThat(seen.headings).first().asString().startsWith("BROKEN: p99(transaction) < 500ms");
        String text = markdown(SampleRun.hung());
        assertThat(text).startsWith("### BROKEN: ");
        assertThat(text).contains("\n\n" + Markdown.text(Why.of(RunDocument.of(SampleRun.hung()))) + ".\n\n");
    }

    @Test
    void allTablesAreTables() throws IOException {
        String text = markdown(SampleRun.hung());
        Seen seen = seen(text);
        assertThat(seen.tables).hasSize(3);
        for (List<Integer> rows : seen.tables) {
            assertThat(rows).hasSizeGreaterThan(1).containsOnly(rows.get(0));
        }
        assertThat(seen.tables.get(1).get(0)).as("phases").isEqualTo(11);
        // What is no table stays a line with bars.
        String rendered = HtmlRenderer.builder().extensions(TABLES).build().render(PARSER.parse(text));
        assertThat(rendered.replaceAll("<code>[^<]*</code>", "")).doesNotContain("|");
        assertThat(rendered).contains("<th align=\"right\">p75</th>", "<th align=\"right\">p95</th>");
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
        String text = markdown(run.ended(RunResult.Ending.COMPLETED, 1, SampleRun.VALID));
        Seen seen = seen(text);
        assertThat(String.join("", seen.html).replaceAll("\\s", ""))
                .as("our own alone")
                .isEqualTo("<details><summary>Configuration</summary></details>");
        assertThat(seen.links).isEmpty();
        assertThat(seen.headings).hasSize(1);
        assertThat(text).contains("commit: `1a2b3c`");
        for (List<Integer> rows : seen.tables) {
            assertThat(rows).containsOnly(rows.get(0));
        }
    }
}
