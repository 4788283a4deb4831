package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.Corpus;
import dev.mailrace.mail.Envelopes;
import dev.mailrace.mail.Feed;
import dev.mailrace.mail.GeneratedContent;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.mail.SizeDistribution;
import dev.mailrace.wire.Printable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Content, sender and recipients. */
public final class MailOptions {
    private static final int ADDRESSES_CHECKED_MAX = 100_000;
    private static final int REFUSED_NAMED_MAX = 20;

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
            description = "Recipients, in the same forms; several with commas (default: ${DEFAULT-VALUE}).")
    String to = "user%05d@example.test";

    @Mixin
    public UserRange users = new UserRange();

    @Option(
            names = {"-r", "--recipients"},
            paramLabel = "N",
            description = "Recipients per message (default: ${DEFAULT-VALUE}).")
    int recipients = 1;

    @Option(
            names = {"-l", "--size"},
            paramLabel = "SIZE",
            description = "Message size, header included: 4k, a range 1k-64k, or sizes with weights 4k:70,64k:25,1M:5 "
                    + "(default: 4k).")
    @Nullable
    String size;

    @Option(
            names = "--content",
            paramLabel = "KIND",
            description = "Generated content: text, or base64 (an attachment of random bytes) (default: text).")
    @Nullable
    GeneratedContent content;

    @Option(
            names = {"-F", "--eml"},
            paramLabel = "PATH",
            description =
                    "Sends stored messages instead of generated ones: an .eml or mbox file, a Maildir, or a folder "
                            + "of them. Each message gets a new Message-ID and Date.")
    @Nullable
    Path eml;

    @Option(
            names = "--eml-verbatim",
            description = "With --eml: sends files byte for byte, with CRLF, so that their signatures stay valid. Such "
                    + "messages carry no X-Mailrace field.")
    boolean verbatim;

    @Option(
            names = "--eml-mark",
            description =
                    "With --eml-verbatim: adds an X-Mailrace field at the top of the header, so that messages can be "
                            + "recognised on arrival.")
    boolean mark;

    private boolean told; // which files are no messages

    /**
     * Content, sender and recipients.
     *
     * @param usualSize of generated messages where none is asked for
     * @param binary whether files go out as they are
     * @param utf8 whether addresses may hold any letters
     */
    public MailPlan plan(String runId, long seed, String usualSize, boolean binary, boolean utf8) {
        if (size != null && eml != null) {
            throw Refusal.bothGiven("size", "eml");
        }
        if (content != null && eml != null) {
            throw Refusal.bothGiven("content", "eml");
        }
        if ((verbatim && eml == null) || (mark && !verbatim)) {
            throw new Refusal(
                    verbatim ? "eml-verbatim" : "eml-mark",
                    verbatim ? "given without --eml" : "given without --eml-verbatim",
                    "both");
        }
        long first = users.first();
        long last = users.last();
        Feed senders = Refusal.inSetting("from", () -> Feed.ofSenders(from, first, last));
        Feed recipientFeed = Refusal.inSetting("to", () -> Feed.ofAddresses(to, first, last));
        if (!utf8) {
            checkAscii("from", senders);
            checkAscii("to", recipientFeed);
        }
        Path files = eml;
        Corpus corpus = files == null
                ? generated(size == null ? usualSize : size, seed)
                : Refusal.inSetting("eml", () -> Corpus.ofFiles(files, seed, binary, stored()));
        tell(corpus.refused());
        return new MailPlan(runId, corpus, new Envelopes(senders, recipientFeed, recipients));
    }

    private Corpus generated(String sizes, long seed) {
        return Corpus.generated(
                content == null ? GeneratedContent.TEXT : content,
                Refusal.inSetting("size", () -> SizeDistribution.parse(sizes)),
                seed);
    }

    private Corpus.Stored stored() {
        if (verbatim) {
            return mark ? Corpus.Stored.MARKED : Corpus.Stored.VERBATIM;
        }
        return Corpus.Stored.STAMPED;
    }

    /** What is left out is said, once. */
    private void tell(List<String> refused) {
        if (told) {
            return;
        }
        told = true;
        PrintStream err = System.err;
        refused.stream()
                .limit(REFUSED_NAMED_MAX)
                .forEach(file -> err.println("mailrace: not sent: " + Printable.of(file)));
        if (refused.size() > REFUSED_NAMED_MAX) {
            int more = refused.size() - REFUSED_NAMED_MAX;
            err.println("mailrace: not sent: " + more + (more == 1 ? " more file" : " more files"));
        }
    }

    /** A server without SMTPUTF8 takes ASCII only, and one with it must be told. */
    private static void checkAscii(String name, Feed addresses) {
        for (long i = 0; i < Math.min(addresses.size(), ADDRESSES_CHECKED_MAX); i++) {
            String address = addresses.text(i);
            if (address.chars().anyMatch(c -> c > 0x7f)) {
                throw new Refusal(name, address, "ASCII, or --smtputf8 too");
            }
        }
    }
}
