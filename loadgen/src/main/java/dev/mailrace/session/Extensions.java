package dev.mailrace.session;

import dev.mailrace.wire.Capabilities;
import dev.mailrace.wire.CommandWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters that every envelope bears (RFC 5321 §4.1.1.11), as far as the server offers them. Immutable.
 *
 * @param mail behind every MAIL
 * @param rcpt behind every RCPT
 * @param size whether MAIL tells the message's size (RFC 1870)
 * @param envelopeId whether MAIL bears an id of its own (RFC 3461 §4.4)
 * @param originalRecipient whether RCPT names its recipient once more (RFC 3461 §4.2)
 */
public record Extensions(
        List<Parameter> mail, List<Parameter> rcpt, boolean size, boolean envelopeId, boolean originalRecipient) {
    /**
     * A parameter that is the same each time.
     *
     * @param keyword what the server says in EHLO when it takes it, in upper case
     * @param text such as {@code BODY=8BITMIME}
     */
    public record Parameter(String keyword, String text) {
        public Parameter {
            CommandWriter.argument(text);
        }
    }

    /** No parameters. */
    public static final Extensions NONE = new Extensions(List.of(), List.of(), false, false, false);

    private static final String SIZE = "SIZE";
    private static final String DSN = "DSN"; // RFC 3461

    public Extensions {
        mail = List.copyOf(mail);
        rcpt = List.copyOf(rcpt);
    }

    /** Whether envelopes bear no parameters. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** The EHLO keywords without which it cannot be as asked. */
    public Set<String> keywords() {
        Set<String> keywords = new LinkedHashSet<>();
        mail.forEach(parameter -> keywords.add(parameter.keyword()));
        rcpt.forEach(parameter -> keywords.add(parameter.keyword()));
        if (size) {
            keywords.add(SIZE);
        }
        if (envelopeId || originalRecipient) {
            keywords.add(DSN);
        }
        return keywords;
    }

    /** What of it a server takes that offers this. */
    Extensions offered(Capabilities capabilities) {
        if (isNone()) {
            return NONE;
        }
        boolean dsn = capabilities.has(DSN);
        return new Extensions(
                offered(mail, capabilities),
                offered(rcpt, capabilities),
                size && capabilities.has(SIZE),
                envelopeId && dsn,
                originalRecipient && dsn);
    }

    private static List<Parameter> offered(List<Parameter> parameters, Capabilities capabilities) {
        return parameters.stream()
                .filter(parameter -> capabilities.has(parameter.keyword()))
                .toList();
    }

    /** The parameters as they stand behind a path, each with a blank before it. */
    static byte[] bytes(List<Parameter> parameters) {
        StringBuilder text = new StringBuilder();
        parameters.forEach(parameter -> text.append(' ').append(parameter.text()));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As it is written to files: the parameters of MAIL and of RCPT; those that differ each time by their keyword. */
    public Map<String, Object> describe() {
        List<String> ofMail = new ArrayList<>(texts(mail));
        List<String> ofRcpt = new ArrayList<>(texts(rcpt));
        if (size) {
            ofMail.add(SIZE);
        }
        if (envelopeId) {
            ofMail.add("ENVID");
        }
        if (originalRecipient) {
            ofRcpt.add("ORCPT");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mail", ofMail);
        fields.put("rcpt", ofRcpt);
        return fields;
    }

    private static List<String> texts(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::text).toList();
    }

    /** All of it as on the wire, for people. */
    @Override
    public String toString() {
        return (new String(bytes(mail), StandardCharsets.UTF_8)
                        + new String(bytes(rcpt), StandardCharsets.UTF_8)
                        + (size ? " SIZE" : "")
                        + (envelopeId ? " ENVID" : "")
                        + (originalRecipient ? " ORCPT" : ""))
                .strip();
    }
}
