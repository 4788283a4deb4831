package dev.mailrace.delivery;

import dev.mailrace.mail.Stamp;
import dev.mailrace.wire.EnhancedStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads delivery status notifications: a multipart/report whose second part says what became of whom, and whose third is
 * the message or its header (RFC 3462, RFC 3464). Owned by one thread, for one message.
 */
final class StatusReport {
    private static final int PARTS_MAX = 8; // A report has three.

    private final List<Bounce.Recipient> recipients = new ArrayList<>();
    private String envelopeId = "";
    private Stamp.@Nullable Mark original;

    private StatusReport() {}

    /** Null: it is none. */
    static @Nullable Bounce read(Entity message) {
        Entity.ContentType type = message.type();
        String about = type.parameters().getOrDefault("report-type", "").toLowerCase(Locale.ROOT);
        Parts parts = message.parts();
        if (!type.name().equals("multipart/report") || !about.endsWith("delivery-status") || parts == null) {
            return null;
        }
        StatusReport report = new StatusReport();
        for (int i = 0; i < PARTS_MAX && parts.next(); i++) {
            report.take(parts.entity());
        }
        if (report.original == null) { // Some quote the message in the text.
            report.original = Marks.anywhere(message.bytes(), message.bodyStart(), message.end());
        }
        return new Bounce(report.recipients, report.original, report.envelopeId);
    }

    private void take(Entity part) {
        String type = part.type().name();
        if (type.equals("message/delivery-status") || type.equals("message/global-delivery-status")) {
            takeStatus(part.decodedBytes());
        } else if (original == null && (type.endsWith("rfc822-headers") || type.endsWith("global-headers"))) {
            original = Marks.inText(part.decodedBytes());
        } else if (original == null && part.type().isMessage()) {
            original = Marks.inText(part.decodedBytes());
        }
    }

    /** Groups of fields with blank lines between: the first is about the message, each other one about a recipient. */
    private void takeStatus(byte[] text) {
        int start = 0;
        while (start < text.length && recipients.size() < Bounce.RECIPIENTS_MAX) {
            HeaderFields fields = new HeaderFields(text, start, text.length);
            Group group = new Group();
            while (fields.next()) {
                group.take(fields);
            }
            if (!group.envelopeId.isEmpty()) {
                envelopeId = group.envelopeId;
            }
            if (!group.address().isEmpty()) {
                recipients.add(group.recipient());
            }
            int next = fields.bodyStart();
            start = next > start ? next : nextLine(text, start);
        }
    }

    private static int nextLine(byte[] text, int start) {
        int i = start;
        while (i < text.length && text[i] != '\n') {
            i++;
        }
        return i + 1;
    }

    /** The fields of one group. Mutable, for one group. */
    private static final class Group {
        private static final int VALUE_BYTES_MAX = 4_096;

        private String envelopeId = "";
        private String finalRecipient = "";
        private String originalRecipient = "";
        private String action = "";
        private String status = "";
        private String diagnostic = "";

        void take(HeaderFields field) {
            if (field.valueBytes() > VALUE_BYTES_MAX) {
                return;
            }
            switch (field.lowerName()) {
                case "original-envelope-id" -> envelopeId = field.text();
                case "final-recipient" -> finalRecipient = addressOf(field.text());
                case "original-recipient" -> originalRecipient = Xtext.decoded(addressOf(field.text()));
                case "action" -> action = field.text();
                case "status" -> status = field.text();
                case "diagnostic-code" -> diagnostic = field.text();
                default -> {}
            }
        }

        /** What follows the type of the address, without brackets. */
        private static String addressOf(String value) {
            String address = value.substring(value.indexOf(';') + 1).strip();
            return address.startsWith("<") && address.endsWith(">")
                    ? address.substring(1, address.length() - 1).strip()
                    : address;
        }

        String address() {
            return originalRecipient.isEmpty() ? finalRecipient : originalRecipient;
        }

        Bounce.Recipient recipient() {
            int severity = status.isEmpty() ? 0 : status.charAt(0) - '0';
            EnhancedStatus code = EnhancedStatus.atStartOf(status, severity);
            return new Bounce.Recipient(address(), Bounce.Action.of(action, code), code, diagnostic);
        }
    }
}
