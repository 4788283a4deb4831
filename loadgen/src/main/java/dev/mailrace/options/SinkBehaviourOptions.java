package dev.mailrace.options;

import dev.mailrace.sink.SinkBehaviour;
import dev.mailrace.sink.SinkTrait;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the sink departs from a plain SMTP server. */
public final class SinkBehaviourOptions {
    @Option(names = "--lmtp", description = "Speaks LMTP (RFC 2033): LHLO, and a reply a recipient.")
    boolean lmtp;

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            description = "Listens on this Unix domain socket, too; a file that nobody listens on is replaced.")
    @Nullable
    Path unix;

    @Option(
            names = "--proxy-protocol",
            description = "Expects the PROXY protocol's header, version 1 or 2, and closes connections without it.")
    boolean proxyProtocol;

    @Option(names = "--xclient", description = "Lets any client say whom it speaks for, by XCLIENT.")
    boolean xclient;

    @Option(
            names = "--refuse-by-name",
            description = "Recipients 'refused…' are 550; recipients 'full…' are 452, in LMTP after the content.")
    boolean refuseByName;

    @Option(
            names = "--reset-at-refusal",
            description =
                    "A refused BDAT LAST ends its transaction, as with Postfix (default: only RSET or a hello ends "
                            + "one that is open, as with Exim and Dovecot).")
    boolean resetAtRefusal;

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description = "Keeps each accepted message as a file QUEUE-ID.eml in a folder that holds none yet. For "
                    + "looking at mail, not for load: each loop waits for the disk.")
    @Nullable
    Path spool;

    public SinkBehaviour behaviour() {
        Set<SinkTrait> traits = EnumSet.noneOf(SinkTrait.class);
        add(traits, SinkTrait.LMTP, lmtp);
        add(traits, SinkTrait.PROXY_PROTOCOL, proxyProtocol);
        add(traits, SinkTrait.XCLIENT, xclient);
        add(traits, SinkTrait.REFUSING_NAMES, refuseByName);
        add(traits, SinkTrait.RESETTING, resetAtRefusal);
        return new SinkBehaviour(traits, unix, spool);
    }

    private static void add(Set<SinkTrait> traits, SinkTrait trait, boolean wanted) {
        if (wanted) {
            traits.add(trait);
        }
    }
}
