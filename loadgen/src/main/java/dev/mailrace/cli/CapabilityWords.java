package dev.mailrace.cli;

import dev.mailrace.wire.Capabilities;
import java.util.Locale;
import java.util.Map;

/** What the keywords of an EHLO reply mean, in a few words each. */
final class CapabilityWords {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("8BITMIME", "bodies with 8-bit bytes (RFC 6152)"),
            Map.entry("AUTH", "log in with one of these (RFC 4954)"),
            Map.entry("BINARYMIME", "bodies of any bytes, with CHUNKING (RFC 3030)"),
            Map.entry("CHUNKING", "content in counted pieces, BDAT (RFC 3030)"),
            Map.entry("DELIVERBY", "deliver by a time or return (RFC 2852)"),
            Map.entry("DSN", "delivery reports on request (RFC 3461)"),
            Map.entry("ENHANCEDSTATUSCODES", "codes such as 5.1.1 in replies (RFC 2034)"),
            Map.entry("ETRN", "start the queue for a domain (RFC 1985)"),
            Map.entry("EXPN", "lists the members of an address"),
            Map.entry("FUTURERELEASE", "hold a message until later (RFC 4865)"),
            Map.entry("HELP", "explains its commands"),
            Map.entry("LIMITS", "limits on messages, recipients, domains (RFC 9422)"),
            Map.entry("MT-PRIORITY", "priorities (RFC 6710)"),
            Map.entry("PIPELINING", "commands in groups, without waiting (RFC 2920)"),
            Map.entry("REQUIRETLS", "TLS on the whole way (RFC 8689)"),
            Map.entry("SMTPUTF8", "addresses beyond ASCII (RFC 6531)"),
            Map.entry("STARTTLS", "encryption on request (RFC 3207)"),
            Map.entry("TURN", "swaps client and server, obsolete (RFC 821)"),
            Map.entry("VRFY", "verifies an address"),
            Map.entry("XCLIENT", "a trusted proxy may name the client (Postfix)"),
            Map.entry("XFORWARD", "a trusted filter may name the client (Postfix)"));

    private CapabilityWords() {}

    static String meaning(String keyword, Capabilities capabilities) {
        if (!keyword.equals("SIZE")) {
            return WORDS.getOrDefault(keyword, "");
        }
        long bytes = capabilities.sizeMax();
        return bytes == 0
                ? "declares sizes, names no limit (RFC 1870)"
                : String.format(Locale.ROOT, "messages up to %.1f MiB (RFC 1870)", bytes / 1048576.0);
    }
}
