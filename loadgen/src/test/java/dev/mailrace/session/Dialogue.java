package dev.mailrace.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A transcript from a file: options, what each side says, and how it ends.
 *
 * <pre>
 * // A remark.
 * # pipelining: transaction      none (the default), transaction or session
 * # auth: PLAIN,LOGIN user pass  mechanisms in the order of preference; none: no AUTH
 * # initial: no                  the first response waits for a 334; yes by default
 * # protocol: lmtp              smtp by default
 * # chunking: 10                 BDAT, of at most so many bytes; 0: a message a chunk; DATA by default
 * # window: 3                    so many messages under way at once, with chunking; 1 by default
 * # glued: yes                   what the server says in one go comes in one piece; any other way too by default
 * # starttls: required           or opportunistic; never by default
 * # client: 192.0.2.1            by XCLIENT; none by default
 * # odd: early, drop rcpt        what is odd about the session
 * # parameters: SIZE DSN         of MAIL and RCPT; none by default
 * # steps: NOOP, VRFY r1         before each message; "only" as the last one: no mail
 * # messages: 2                  1 by default
 * # from: a@example.org          s@example.org by default
 * # to: b@example.org, c@x.org   r1@example.org by default
 * # then: idle                   what follows the last message; quit by default
 * # outcome: rejected mail 550   one line a message, in the order in which they end
 * # closed: clean                clean, open, or why
 * S: 220 hi                      the server says a line; \xHH is that byte
 * S> 250                         the same without a line end
 * C: QUIT                        the client says exactly this
 * C: &lt;content&gt;              the next message, with the final dot
 * # wait 301s                    time passes
 * S: &lt;close&gt;                the server closes; or &lt;reset&gt;, or &lt;broken pipe&gt;: a write fails
 * </pre>
 */
record Dialogue(String name, Map<String, String> options, List<String> outcomes, List<Step> steps) {
    enum Kind {
        SERVER,
        CLIENT,
        CONTENT,
        WAIT,
        CLOSE,
        RESET,
        BROKEN_PIPE
    }

    /**
     * One line of the file.
     *
     * @param text what is said, without line end; for WAIT the seconds
     * @param lineEnd whether a line end follows
     */
    record Step(int line, Kind kind, String text, boolean lineEnd) {
        byte[] bytes(String end) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < text.length(); i++) {
                if (text.startsWith("\\x", i)) {
                    out.write(Integer.parseInt(text, i + 2, i + 4, 16));
                    i += 3;
                } else {
                    out.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
                }
            }
            if (lineEnd) {
                out.writeBytes(end.getBytes(StandardCharsets.US_ASCII));
            }
            return out.toByteArray();
        }
    }

    private static final Set<String> OPTIONS = Set.of(
            "pipelining",
            "auth",
            "initial",
            "protocol",
            "chunking",
            "window",
            "glued",
            "starttls",
            "client",
            "odd",
            "parameters",
            "steps",
            "messages",
            "from",
            "to",
            "then",
            "closed");

    static Dialogue read(Path file) {
        Map<String, String> options = new HashMap<>();
        List<String> outcomes = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (line.startsWith("# wait ")) {
                steps.add(new Step(number, Kind.WAIT, line.substring(7, line.length() - 1), false));
            } else if (line.startsWith("# outcome: ")) {
                outcomes.add(line.substring(11));
            } else if (line.startsWith("# ")) {
                int colon = line.indexOf(": ");
                String option = colon < 0 ? line : line.substring(2, colon);
                if (!OPTIONS.contains(option)) {
                    throw new IllegalArgumentException(
                            file + ":" + number + ": " + line + " (expected: one of " + OPTIONS + ")");
                }
                options.put(option, line.substring(colon + 2));
            } else if (line.startsWith("S: ") || line.startsWith("S> ") || line.startsWith("C: ")) {
                steps.add(step(number, line));
            } else if (!line.isEmpty() && !line.startsWith("//")) {
                throw new IllegalArgumentException(
                        file + ":" + number + ": " + line + " (expected: S:, S>, C:, # or //)");
            }
        }
        String name = String.valueOf(file.getFileName()).replace(".txt", "");
        return new Dialogue(name, Map.copyOf(options), List.copyOf(outcomes), List.copyOf(steps));
    }

    private static Step step(int number, String line) {
        String text = line.substring(3);
        Kind kind = switch (line) {
            case "S: <close>" -> Kind.CLOSE;
            case "S: <reset>" -> Kind.RESET;
            case "S: <broken pipe>" -> Kind.BROKEN_PIPE;
            case "C: <content>" -> Kind.CONTENT;
            default -> line.startsWith("C") ? Kind.CLIENT : Kind.SERVER;
        };
        return new Step(number, kind, text, !line.startsWith("S>"));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    @Override
    public String toString() {
        return name;
    }
}
