package dev.mailrace.sink;

import java.nio.charset.StandardCharsets;

/** The replies that are the same in every sink, as bytes of the wire; enhanced codes are those of RFC 3463. */
enum SinkReply {
    OK("250 2.0.0 Ok"),
    MAIL_OK("250 2.1.0 Ok"),
    RCPT_OK("250 2.1.5 Ok"),
    START_CONTENT("354 End content with <CR><LF>.<CR><LF>"),
    CHUNK_OK("250 2.0.0 Ok, more chunks may follow"),
    TLS_READY("220 2.0.0 Ready to start TLS"),
    LOGGED_IN("235 2.7.0 Authentication succeeded"),
    NOT_VERIFIED("252 2.1.5 Cannot VRFY user, but will accept message for anyone"),
    HELP("214-2.0.0 Commands: EHLO HELO AUTH MAIL RCPT DATA RSET NOOP QUIT\r\n"
            + "214 2.0.0 VRFY HELP; content is counted and forgotten"),

    MAILBOX_FULL("452 4.2.2 Mailbox full"),
    STORAGE_FULL("452 4.3.1 Insufficient system storage"),
    TOO_MANY_RECIPIENTS("452 4.5.3 Too many recipients"),
    NOTHING_QUEUED("458 4.3.3 Unable to queue messages: nothing is kept here"), // RFC 1985 §5.3

    LINE_TOO_LONG("500 5.5.2 Line too long"),
    AUTH_LINE_TOO_LONG("500 5.5.6 Authentication exchange line is too long"), // RFC 4954 §6
    NOT_RECOGNISED("500 5.5.2 Command not recognised"),
    EXPN_NOT_OFFERED("502 5.5.1 EXPN is not offered"),

    HELLO_SYNTAX("501 5.5.4 Syntax: EHLO hostname"),
    MAIL_SYNTAX("501 5.5.4 Syntax: MAIL FROM:<address>"),
    RCPT_SYNTAX("501 5.5.4 Syntax: RCPT TO:<address>"),
    RECIPIENT_EMPTY("501 5.1.3 Bad recipient address syntax"),
    SIZE_SYNTAX("501 5.5.4 Bad SIZE (expected: up to 20 digits)"),
    BODY_SYNTAX("501 5.5.4 Bad BODY (expected: 7BIT, 8BITMIME or BINARYMIME)"),
    MAIL_AUTH_SYNTAX("501 5.5.4 Bad AUTH (expected: <> or a mailbox)"),
    SMTPUTF8_SYNTAX("501 5.5.4 Bad SMTPUTF8 (expected: no value)"),
    RET_SYNTAX("501 5.5.4 Bad RET (expected: FULL or HDRS)"),
    ENVID_SYNTAX("501 5.5.4 Bad ENVID (expected: 1 to 100 characters of xtext)"),
    NOTIFY_SYNTAX("501 5.5.4 Bad NOTIFY (expected: NEVER, or some of SUCCESS,FAILURE,DELAY)"),
    ORCPT_SYNTAX("501 5.5.4 Bad ORCPT (expected: type;xtext, up to 500 characters)"),
    PRIORITY_SYNTAX("501 5.5.4 Bad MT-PRIORITY (expected: -9 to 9)"),
    REQUIRETLS_SYNTAX("501 5.5.4 Bad REQUIRETLS (expected: no value)"),
    BY_SYNTAX("501 5.5.4 Bad BY (expected: seconds;N or seconds;R)"),
    BY_PAST("501 5.5.4 Bad BY (expected: with R a time to come)"),
    HOLDFOR_SYNTAX("501 5.5.4 Bad HOLDFOR (expected: 1 to " + MailParameter.HOLD_SECONDS_MAX + ")"),
    HOLDUNTIL_SYNTAX(
            "501 5.5.4 Bad HOLDUNTIL (expected: an RFC 3339 date and time up to " + MailParameter.HOLD_YEAR_MAX + ")"),
    HOLD_TWICE("501 5.5.4 HOLDFOR and HOLDUNTIL exclude each other"),
    PARAMETER_TWICE("501 5.5.4 A parameter is given twice"),
    NOT_UTF8("501 5.6.7 Address is not UTF-8"),
    CHUNK_SYNTAX("501 5.5.4 Syntax: BDAT size [LAST]; closing, since where the chunk ends nobody knows"),
    NO_ARGUMENTS("501 5.5.4 No arguments are allowed"),
    ARGUMENT_MISSING("501 5.5.4 An argument is missing"),

    XCLIENT_SYNTAX("501 5.5.4 Bad XCLIENT (expected: attribute=xtext ...)"),
    LHLO_EXPECTED("503 5.5.1 Out of order (expected: LHLO)"),
    TLS_TWICE("503 5.5.1 TLS is on already"),
    EHLO_EXPECTED("503 5.5.1 Out of order (expected: EHLO or HELO)"),
    MAIL_EXPECTED("503 5.5.1 Out of order (expected: MAIL)"),
    RCPT_EXPECTED("503 5.5.1 Out of order (expected: RCPT)"),
    DATA_EXPECTED("503 5.5.1 Out of order (expected: RCPT or DATA)"),
    CHUNK_EXPECTED("503 5.5.1 Out of order (expected: BDAT)"),
    BDAT_EXPECTED("503 5.5.1 BODY=BINARYMIME comes by BDAT, not by DATA"), // RFC 3030 §3
    NO_SUCH_USER("550 5.1.1 No such user here"),
    TLS_NEEDED("530 5.7.10 REQUIRETLS needs TLS"), // RFC 8689 §4.1
    TOO_BIG("552 5.3.4 Message size exceeds fixed limit"),
    NOT_ASCII("553 5.6.7 Non-ASCII address without SMTPUTF8"), // RFC 6531 §3.5
    BY_TOO_SOON("555 5.5.2 BY is less than " + MailParameter.BY_SECONDS_MIN + " seconds"),
    PARAMETER_UNKNOWN("555 5.5.4 Parameter not recognised"),

    AUTH_SYNTAX("501 5.5.4 Syntax: AUTH mechanism [initial-response]"),
    AUTH_CANCELLED("501 5.7.0 Authentication cancelled"),
    AUTH_SERVER_FIRST("501 5.7.0 This mechanism takes no initial response"),
    AUTH_NOT_BASE64("501 5.5.2 Cannot decode base64"),
    AUTH_TWICE("503 5.5.1 Already authenticated"),
    AUTH_MECHANISM_UNKNOWN("504 5.5.4 Authentication mechanism not recognised"),
    TLS_REQUIRED("530 5.7.0 Must issue a STARTTLS command first"), // RFC 3207 §4
    AUTH_REQUIRED("530 5.7.0 Authentication required"),
    AUTH_FAILED("535 5.7.8 Authentication credentials invalid");

    private final int severity;

    @SuppressWarnings("ImmutableEnumChecker") // Bytes are what a reply is; nobody changes them.
    private final byte[] bytes;

    SinkReply(String text) {
        this.severity = text.charAt(0) - '0';
        this.bytes = (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether it says no, for now or for good. */
    boolean refuses() {
        return severity >= 4;
    }

    /** Whether it says no for good. */
    boolean isError() {
        return severity == 5;
    }

    /** Whether it says what became of a login whose every response was given: what a server has to look up and compute. */
    boolean isVerdict() {
        return this == LOGGED_IN || this == AUTH_FAILED;
    }

    /** With CRLF; borrowed, nobody changes them. */
    byte[] bytes() {
        return bytes;
    }
}
