package dev.mailrace.report;

import java.util.ArrayList;
import java.util.List;
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

/** What a document in GitHub's dialect of Markdown holds of what could do harm, and its tables. */
final class Rendered extends AbstractVisitor {
    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();

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

    private Rendered() {}

    static Rendered of(String markdown) {
        Rendered rendered = new Rendered();
        PARSER.parse(markdown).accept(rendered);
        return rendered;
    }

    /** The same as HTML. */
    static String html(String markdown) {
        return HtmlRenderer.builder().extensions(TABLES).build().render(PARSER.parse(markdown));
    }

    /** Raw HTML in it. */
    List<String> html() {
        return html;
    }

    /** Where links and pictures lead. */
    List<String> links() {
        return links;
    }

    List<String> headings() {
        return headings;
    }

    /** How many cells each row of each table has. */
    List<List<Integer>> tables() {
        return tables;
    }
}
