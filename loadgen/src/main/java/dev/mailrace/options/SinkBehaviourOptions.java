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
    @Option(names = "--lmtp", description = "Speaks LMTP (RFC 2033): LHLO, and one reply per recipient.")
    boolean lmtp;

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            description = "Also listens on this Unix domain socket. A socket file without a listener is replaced.")
    @Nullable
    Path unix;

    @Option(
            names = "--proxy-protocol",
            description = "Requires a header of the PROXY protocol, version 1 or 2; closes connections without it.")
    boolean proxyProtocol;

    @Option(names = "--xclient", description = "Accepts XCLIENT from every client.")
    boolean xclient;

    @Option(
            names = "--refuse-by-name",
            description = "Answers recipients 'refused…' with 550 and 'full…' with 452 (LMTP: after the content).")
    boolean refuseByName;

    @Option(
            names = "--reset-at-refusal",
            description =
                    "A rejected BDAT LAST ends its transaction, as with Postfix (default: only RSET, EHLO or HELO "
                            + "ends it, as with Exim and Dovecot).")
    boolean resetAtRefusal;

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description =
                    "Stores each accepted message as QUEUE-ID.eml in an empty folder. For inspecting mail, not for "
                            + "load: event loops wait for the disk.")
    @Nullable
    Path spool;

    public SinkBehaviour behaviour() {
        Set<SinkTrait> traits = EnumSet.noneOf(SinkTrait.class);
        add(traits, SinkTrait.LMTP, lmtp);
        add(traits, SinkTrait.PROXY_PROTOCOL, proxyProtocol);
        add(traits, SinkTrait.XCLIENT, xclient);
        add(traits, SinkTrait.REFUSING_NAMES, refuseByName);
        add(traits, SinkTrait.RESETTING, resetAtRefusal);
        return SinkBehaviour.of(traits, unix, spool);
    }

    private static void add(Set<SinkTrait> traits, SinkTrait trait, boolean wanted) {
        if (wanted) {
            traits.add(trait);
        }
    }
}
