package dev.mailrace.cli;

import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.GeneratedContent;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is sent, and from whom to whom. */
final class MailOptions {
    @Option(
            names = {"-f", "--from"},
            paramLabel = "ADDRESS",
            description =
                    "Sender: an address, a pattern such as 'user%%05d@example.test', or @FILE.csv; <> is the null "
                            + "sender (default: ${DEFAULT-VALUE}).")
    String from = "sender@example.test";

    @Option(
            names = {"-t", "--to"},
            paramLabel = "ADDRESS",
            description = "Recipient, in the same forms; several with commas (default: ${DEFAULT-VALUE}).")
    String to = "user%05d@example.test";

    @Option(
            names = "--users",
            paramLabel = "FIRST..LAST",
            description = "The numbers that patterns run through (default: ${DEFAULT-VALUE}).")
    String users = "1..1000";

    @Option(
            names = {"-r", "--recipients"},
            paramLabel = "N",
            description = "Recipients a message (default: ${DEFAULT-VALUE}).")
    int recipients = 1;

    @Option(
            names = {"-l", "--size"},
            paramLabel = "SIZE",
            description = "Size of a message with its header: 4k, a range 1k-64k, or weights 4k:70,64k:25,1M:5 "
                    + "(default: 4k).")
    @Nullable
    String size;

    @Option(
            names = "--content",
            paramLabel = "KIND",
            description =
                    "What messages are made of: text, or base64, an attachment of random bytes " + "(default: text).")
    @Nullable
    GeneratedContent content;

    @Option(
            names = {"-F", "--eml"},
            paramLabel = "PATH",
            description =
                    "Messages from an .eml file or a folder of them, instead of generated text; each gets its own "
                            + "Message-ID and Date.")
    @Nullable
    Path eml;

    /** The numbers that patterns run through: first and last. */
    long[] range() {
        return range(users);
    }

    static long[] range(String users) {
        String expected = "users: " + users + " (expected: FIRST..LAST, such as 1..1000, or N for 1..N)";
        String[] ends = users.split("\\.\\.", -1);
        try {
            long first = ends.length == 1 ? 1 : Long.parseLong(ends[0].strip());
            long last = Long.parseLong(ends[ends.length - 1].strip());
            if (ends.length > 2 || first < 0 || last < first) {
                throw new IllegalArgumentException(expected);
            }
            return new long[] {first, last};
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
    }

    /** @param usualSize of generated messages where none is asked for */
    MailPlan plan(String runId, long seed, String usualSize) {
        if (size != null && eml != null) {
            throw new IllegalArgumentException("size and eml: both given (expected: one of them)");
        }
        if (content != null && eml != null) {
            throw new IllegalArgumentException("content and eml: both given (expected: one of them)");
        }
        long[] range = range();
        Feed senders = Feed.ofSenders(from, range[0], range[1]);
        Feed recipientFeed = Feed.ofAddresses(to, range[0], range[1]);
        Corpus corpus = eml == null
                ? Corpus.generated(
                        content == null ? GeneratedContent.TEXT : content,
                        SizeDistribution.parse(size == null ? usualSize : size),
                        seed)
                : Corpus.ofFiles(eml, seed);
        return new MailPlan(runId, corpus, new Envelopes(senders, recipientFeed, recipients));
    }
}
