package dev.mailrace.sink;

import java.util.StringJoiner;

/** The replies that name the sink or its limits, as bytes of the wire; made once a shard. The arrays are borrowed. */
final class HostReplies {
    final byte[] greeting;
    final byte[] name;
    final byte[] bye;
    final byte[] tooManyErrors;
    final byte[] idle;

    private final byte[] capabilities;
    private final byte[] secureCapabilities;
    private final byte[] certifiedCapabilities;

    HostReplies(SinkSettings settings, SinkSasl sasl, boolean bindsChannels) {
        String host = settings.hostname();
        String protocol = settings.behaviour().has(SinkTrait.LMTP) ? " LMTP" : " ESMTP";
        greeting = bytes("220 " + host + protocol + " Mailrace sink");
        name = LineBytes.ascii(host);
        capabilities = capabilities(settings, sasl.offer(false, false), false);
        secureCapabilities = capabilities(settings, sasl.offer(bindsChannels, false), true);
        certifiedCapabilities = capabilities(settings, sasl.offer(bindsChannels, true), true);
        bye = bytes("221 2.0.0 " + host + " closing connection");
        tooManyErrors = bytes("421 4.7.0 " + host + " Too many errors, closing connection");
        idle = bytes("421 4.4.2 " + host + " Idle for too long, closing connection");
    }

    private static byte[] capabilities(SinkSettings settings, String mechanisms, boolean secure) {
        StringJoiner lines = new StringJoiner("\r\n250-", "\r\n250-", "\r\n250 HELP\r\n")
                .add("PIPELINING")
                .add("SIZE " + settings.limits().sizeMax())
                .add("8BITMIME")
                .add("BINARYMIME")
                .add("ENHANCEDSTATUSCODES")
                .add("CHUNKING");
        if (secure) {
            lines.add("REQUIRETLS"); // RFC 8689 §2: over TLS only.
        } else if (settings.tls().mode() != SinkTls.Mode.NONE) {
            lines.add("STARTTLS");
        }
        lines.add("AUTH " + mechanisms)
                .add("SMTPUTF8")
                .add("DSN")
                .add("MT-PRIORITY")
                .add("DELIVERBY " + MailParameter.BY_SECONDS_MIN)
                .add("FUTURERELEASE " + MailParameter.HOLD_SECONDS_MAX + " " + MailParameter.HOLD_YEAR_MAX
                        + "-12-31T23:59:59Z")
                .add("ETRN");
        if (settings.behaviour().has(SinkTrait.XCLIENT)) {
            lines.add("XCLIENT " + XclientArguments.ATTRIBUTES);
        }
        return LineBytes.ascii(lines.add("VRFY").toString());
    }

    /** Behind the first line of the reply to EHLO, with the end of that line. */
    byte[] capabilities(Peer peer) {
        if (!peer.isSecure()) {
            return capabilities;
        }
        return peer.hasCertificate() ? certifiedCapabilities : secureCapabilities;
    }

    private static byte[] bytes(String text) {
        return LineBytes.ascii(text + "\r\n");
    }
}
