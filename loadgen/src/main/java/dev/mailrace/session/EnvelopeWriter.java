package dev.mailrace.session;

import dev.mailrace.wire.Capabilities;
import dev.mailrace.wire.CommandWriter;
import dev.mailrace.wire.Xtext;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** MAIL and RCPT with the parameters that the server takes (RFC 5321 §4.1.1.11). Owned by the session's loop. */
final class EnvelopeWriter {
    private static final byte[] NONE = {};
    private static final byte[] ENVID = " ENVID=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ORCPT = " ORCPT=rfc822;".getBytes(StandardCharsets.US_ASCII);

    private Extensions extensions = Extensions.NONE;
    private byte[] mail = NONE;
    private byte[] rcpt = NONE;

    /** Keeps of what was asked for what the server offers. */
    void offered(Extensions wanted, Capabilities capabilities) {
        extensions = wanted.offered(capabilities);
        if (!extensions.isNone()) {
            mail = Extensions.bytes(extensions.mail());
            rcpt = Extensions.bytes(extensions.rcpt());
        }
    }

    void writeMail(Transaction transaction, ByteBuf out) {
        CommandWriter.startMail(out);
        transaction.writeSender(out);
        CommandWriter.endPath(out);
        out.writeBytes(mail);
        if (extensions.size()) {
            CommandWriter.size(out, transaction.contentBytes());
        }
        if (extensions.envelopeId()) {
            out.writeBytes(ENVID);
            transaction.writeEnvelopeId(out);
        }
        CommandWriter.endLine(out);
    }

    void writeRcpt(Transaction transaction, int index, ByteBuf out) {
        CommandWriter.startRcpt(out);
        transaction.writeRecipient(index, out);
        CommandWriter.endPath(out);
        out.writeBytes(rcpt);
        if (extensions.originalRecipient()) {
            out.writeBytes(ORCPT);
            int start = out.writerIndex();
            transaction.writeRecipient(index, out);
            Xtext.encode(out, start);
        }
        CommandWriter.endLine(out);
    }
}
