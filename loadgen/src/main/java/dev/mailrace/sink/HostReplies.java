package dev.mailrace.sink;

import java.nio.charset.StandardCharsets;

/** The replies that name the sink or its limits, as bytes of the wire; made once a shard. The arrays are borrowed. */
final class HostReplies {
    final byte[] greeting;
    final byte[] ehlo;
    final byte[] helo;
    final byte[] bye;
    final byte[] tooManyErrors;
    final byte[] idle;

    HostReplies(SinkSettings settings) {
        String host = settings.hostname();
        greeting = bytes("220 " + host + " ESMTP Mailrace sink");
        ehlo = bytes("250-" + host
                + "\r\n250-PIPELINING"
                + "\r\n250-SIZE " + settings.limits().sizeMax()
                + "\r\n250-8BITMIME"
                + "\r\n250-BINARYMIME"
                + "\r\n250-ENHANCEDSTATUSCODES"
                + "\r\n250-CHUNKING"
                + "\r\n250-AUTH " + SinkAuth.MECHANISMS
                + "\r\n250-SMTPUTF8"
                + "\r\n250-DSN"
                + "\r\n250-MT-PRIORITY"
                + "\r\n250-DELIVERBY " + MailParameter.BY_SECONDS_MIN
                + "\r\n250-FUTURERELEASE " + MailParameter.HOLD_SECONDS_MAX + " " + MailParameter.HOLD_YEAR_MAX
                + "-12-31T23:59:59Z"
                + "\r\n250-ETRN"
                + "\r\n250-VRFY"
                + "\r\n250 HELP");
        helo = bytes("250 " + host);
        bye = bytes("221 2.0.0 " + host + " closing connection");
        tooManyErrors = bytes("421 4.7.0 " + host + " Too many errors, closing connection");
        idle = bytes("421 4.4.2 " + host + " Idle for too long, closing connection");
    }

    private static byte[] bytes(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
