package dev.mailrace.delivery;

import dev.mailrace.mail.Stamp;
import dev.mailrace.wire.EnhancedStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads bounces that are text: from a server by what its header says, and with the stamp of the message that they quote.
 * Addresses are those of X-Failed-Recipients (Exim), or each at the beginning of a paragraph, {@code <a@b.test>:}, with the
 * reason behind it (qmail, Postfix). Owned by one thread, for one message.
 */
final class TextBounce {
    private static final int TEXT_BYTES_MAX = 64 * 1024; // What is behind is the message.
    private static final int VALUE_BYTES_MAX = 64 * 1024;
    private static final Pattern LINE_END = Pattern.compile("\\r\\n?|\\n");
    private static final Pattern ADDRESS = Pattern.compile("<([^<>\\s]{1,320})>:(.*)", Pattern.DOTALL);
    private static final Pattern STATUS = Pattern.compile("(?<![\\d.])([45])\\.\\d{1,3}\\.\\d{1,3}(?![\\d.])");

    private final Entity message;
    private String failed = "";
    private boolean isFromServer;

    private TextBounce(Entity message) {
        this.message = message;
    }

    /** Null: it is none. */
    static @Nullable Bounce read(Entity message) {
        return new TextBounce(message).read();
    }

    private @Nullable Bounce read() {
        readHeader();
        Stamp.Mark original = isFromServer ? Marks.anywhere(message.bytes(), message.bodyStart(), message.end()) : null;
        return original == null ? null : new Bounce(recipients(), original, "");
    }

    private void readHeader() {
        HeaderFields fields = message.fields();
        while (fields.next()) {
            if (fields.valueBytes() > VALUE_BYTES_MAX) {
                continue;
            }
            switch (fields.lowerName()) {
                case "return-path" -> isFromServer |= fields.value().equals("<>");
                case "from" ->
                    isFromServer |= fields.value().toLowerCase(Locale.ROOT).contains("mailer-daemon");
                case "x-failed-recipients" -> {
                    isFromServer = true;
                    failed = fields.text();
                }
                default -> {}
            }
        }
    }

    private List<Bounce.Recipient> recipients() {
        int length = Math.min(message.end() - message.bodyStart(), TEXT_BYTES_MAX);
        String text = new String(message.bytes(), message.bodyStart(), length, StandardCharsets.UTF_8);
        Map<String, StringBuilder> reasons = new LinkedHashMap<>();
        for (String address : failed.split(",", Bounce.RECIPIENTS_MAX + 1)) {
            if (!address.isBlank()) {
                reasons.put(address.strip(), new StringBuilder());
            }
        }
        StringBuilder reason = null;
        for (String line : LINE_END.split(text, -1)) {
            Matcher address = ADDRESS.matcher(line);
            if (address.matches() && !address.group(1).isBlank() && reasons.size() < Bounce.RECIPIENTS_MAX) {
                reason = new StringBuilder(address.group(2));
                reasons.put(address.group(1), reason);
            } else if (line.isBlank()) {
                reason = null;
            } else if (reason != null) {
                reason.append(' ').append(line);
            }
        }
        List<Bounce.Recipient> recipients = new ArrayList<>();
        reasons.forEach((address, why) ->
                recipients.add(recipient(address, why.toString().strip().replaceAll("\\s+", " "))));
        return recipients.size() > Bounce.RECIPIENTS_MAX ? recipients.subList(0, Bounce.RECIPIENTS_MAX) : recipients;
    }

    /** The reason's own status, in brackets as qmail has it or behind a reply's code; that it failed is what a bounce says. */
    private static Bounce.Recipient recipient(String address, String reason) {
        Matcher status = STATUS.matcher(reason);
        EnhancedStatus code = status.find()
                ? EnhancedStatus.atStartOf(status.group(), status.group(1).charAt(0) - '0')
                : EnhancedStatus.NONE;
        return new Bounce.Recipient(address, Bounce.Action.FAILED, code, reason);
    }
}
