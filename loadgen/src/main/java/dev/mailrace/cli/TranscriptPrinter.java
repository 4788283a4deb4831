package dev.mailrace.cli;

import dev.mailrace.experiment.Probe;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.session.Outcome;
import dev.mailrace.session.TlsSession;
import dev.mailrace.session.Transcript;
import dev.mailrace.wire.Capabilities;
import dev.mailrace.wire.Printable;
import dev.mailrace.words.Human;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Prints a dialogue: each line, its time, and what it means. */
final class TranscriptPrinter implements Probe.Watch {
    private static final int CONTENT_LINES_SHOWN = 12;

    private final PrintWriter out;
    private final Ansi ansi;
    private final SessionKind kind;
    private final @Nullable InetAddress source;
    private boolean inContent;
    private int contentLines;

    /** @param source where sessions come from; null: the system's choice */
    TranscriptPrinter(PrintWriter out, Ansi ansi, SessionKind kind, @Nullable InetAddress source) {
        this.out = out;
        this.ansi = ansi;
        this.kind = kind;
        this.source = source;
    }

    @Override
    public void connecting(SocketAddress address) {
        String at = address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : address.toString();
        InetAddress client = kind.caller(0).client();
        String asked = "# " + kind.target() + " at " + at
                + (source == null ? "" : ", from " + source.getHostAddress())
                + (client == null
                        ? ""
                        : ", for " + client.getHostAddress() + " by "
                                + kind.session().hello().forwarding());
        show("faint", asked);
    }

    @Override
    public void secured(TlsSession tls) {
        show(
                "faint",
                time(-1) + "   TLS: " + tls.version() + ", " + tls.cipher()
                        + (tls.group().isEmpty() ? "" : ", " + tls.group()) + (tls.resumed() ? ", resumed" : ""));
    }

    @Override
    public void line(Transcript.Line line) {
        if (line.fromServer()) {
            endContent();
            inContent = line.text().startsWith("354");
            String code = line.text().length() < 3 ? "" : line.text().substring(0, 1);
            String style = code.equals("4") || code.equals("5") ? "red" : "green";
            out.println(time(line.waitNanos()) + ansi.new Text("@|" + style + " S:|@ ") + Printable.of(line.text()));
        } else if (!inContent
                || ++contentLines <= CONTENT_LINES_SHOWN
                || line.text().equals(".")) {
            if (line.text().equals(".")) {
                endContent();
            }
            out.println(time(-1) + ansi.new Text("@|cyan C:|@ ") + Printable.of(line.text()));
        }
        out.flush();
    }

    private void endContent() {
        if (contentLines > CONTENT_LINES_SHOWN + 1) {
            show("faint", time(-1) + "   … " + Human.counted(contentLines - CONTENT_LINES_SHOWN - 1, "more line"));
        }
        inContent = false;
        contentLines = 0;
    }

    private static String time(long nanos) {
        return nanos < 0 ? " ".repeat(12) : String.format(Locale.ROOT, "%8.2f ms ", nanos / 1e6);
    }

    void capabilities(Capabilities capabilities) {
        if (capabilities.keywords().isEmpty()) {
            return;
        }
        out.println();
        show("bold", "The server offers");
        for (Map.Entry<String, String> keyword : capabilities.keywords().entrySet()) {
            String name = Printable.of((keyword.getKey() + " " + keyword.getValue()).strip());
            String meaning = CapabilityWords.meaning(keyword.getKey(), capabilities);
            out.println(String.format(Locale.ROOT, "  %-28s %s", name, meaning).stripTrailing());
        }
    }

    @Override
    public void notReached(@Nullable Outcome failure) {
        show("faint", "# " + (failure == null ? "" : failure.sample()));
    }

    /** @param advice what to do about it, in one line; empty: unknown */
    void verdict(@Nullable Outcome failure, boolean noMail, String advice) {
        out.println();
        if (failure == null) {
            show("bold,green", noMail ? "The session was established." : "The message was accepted.");
        } else {
            String phase =
                    failure.phase() == null ? "" : " at " + failure.phase().label();
            String reason = failure.reason() == Outcome.Reason.NONE
                    ? ""
                    : " (" + failure.reason().label() + ")";
            show("bold,red", capitalized(failure.kind().label().replace('_', ' ')) + phase + reason + ": ");
            out.println("  " + Printable.of(failure.sample()));
            if (!advice.isEmpty()) {
                out.println("  " + advice);
            }
        }
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    void differences(List<String> differences, String file) {
        out.println();
        if (differences.isEmpty()) {
            show("bold,green", "As expected by " + file + ".");
            return;
        }
        show("bold,red", "Not as expected by " + file + " (- expected, + said):");
        for (String difference : differences) {
            String style = difference.startsWith("-") ? "red" : difference.startsWith("+") ? "green" : "bold";
            show(style, Printable.of(difference));
        }
    }

    /** The text may hold anything: only the style goes through the markup. */
    private void show(String style, String text) {
        String markup = ansi.new Text("@|" + style + " \u0000|@").toString();
        int hole = markup.indexOf('\u0000');
        out.println(hole < 0 ? text : markup.substring(0, hole) + text + markup.substring(hole + 1));
    }
}
