package dev.mailrace.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.assertj.core.api.AbstractObjectAssert;
import org.junit.jupiter.api.Test;

class ContentCheckTest {
    private static final String HEADER = """
            From: a@example.test
            To: b@example.test,
             c@example.test
            Subject: All  is   well
            MIME-Version: 1.0
            """;

    private static final String TEXT = HEADER + """

            One
            Two  words

            From here to there
            End
            """;

    private static AbstractObjectAssert<?, Difference> check(String sent, String received) {
        return assertThat(ContentCheck.compare(bytes(sent.replace("\n", "\r\n")), bytes(received)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void same(String sent, String received) {
        check(sent, received).isNull();
    }

    private static void differs(String sent, String received, String what, String left, String right) {
        check(sent, received).isEqualTo(new Difference(what, left, right));
    }

    @Test
    void lineEndsAndBlankLinesAtTheEndAreFree() {
        same(TEXT, TEXT);
        same(TEXT, TEXT.replace("\n", "\r\n"));
        same(TEXT, TEXT.replace("\n", "\r"));
        same(TEXT, TEXT + "\n\n");
        same(TEXT, TEXT.strip());
        same(TEXT, TEXT.replace("One\n", "One \t\n").replace("Two  words", "Two words"));
    }

    @Test
    void aLineThatAnMboxQuotesIsTheSame() {
        same(TEXT, TEXT.replace("\nFrom here", "\n>From here"));
        same(TEXT.replace("\nFrom here", "\n>From here"), TEXT.replace("\nFrom here", "\n>>From here"));
        same(TEXT.replace("\nFrom here", "\n>From here"), TEXT);
        differs(
                TEXT,
                TEXT.replace("\nFrom here", "\n>>From here"),
                "body, line 4",
                "From here to there",
                ">>From here to there");
        differs(TEXT, TEXT.replace("\nEnd", "\n>End"), "body, line 5", "End", ">End");
        String fish = TEXT.replace("From here", "Fish");
        differs(fish, fish.replace("Fish", ">Fish"), "body, line 4", "Fish to there", ">Fish to there");
    }

    @Test
    void fieldsMayBeAddedReorderedAndFolded() {
        String body = "\n\nOne\nTwo words\n\nFrom here to there\nEnd";
        same(TEXT, "Return-Path: <>\nReceived: by x\n\tfor y\n" + TEXT);
        same(
                TEXT,
                "SUBJECT :All\n\tis well\nTo: b@example.test, c@example.test\nX-Spam: no\nMIME-Version: 1.0\nFrom:a@example.test"
                        + body);
        same(TEXT, "From MAILER-DAEMON Thu Jan  1 00:00:00 2026\n" + TEXT);
        same(TEXT, "Subject: another, of a server\n" + TEXT);
        same("Bcc: x@example.test\nReceived: from z\nStatus: RO\n" + TEXT, TEXT);
    }

    @Test
    void aFieldThatIsMissingOrSaysSomethingElseIsAnAlteration() {
        differs(
                TEXT,
                TEXT.replace("Subject: All  is   well\n", ""),
                "header Subject",
                "All is well",
                Difference.NOTHING);
        differs(TEXT, TEXT.replace("well", "Well"), "header Subject", "All is well", "All is Well");
        differs(
                TEXT,
                TEXT.replace("test,\n c", "test,c"),
                "header To",
                "b@example.test, c@example.test",
                "b@example.test,c@example.test");
        String twice = "X-A: 1\nX-A: 1\n" + TEXT;
        differs(twice, twice.substring("X-A: 1\n".length()), "header X-A", "1", Difference.NOTHING);
    }

    @Test
    void anyByteOfTheBodyCounts() {
        differs(TEXT, TEXT.replace("Two", "Twp"), "body, line 2", "Two words", "Twp words");
        differs(TEXT, TEXT.replace("there\nEnd\n", "th"), "body, line 4", "From here to there", "From here to th");
        differs(TEXT, TEXT.replace("End\n", ""), "body, line 5", "End", Difference.NOTHING);
        differs(TEXT, TEXT + "-- \nfooter\n", "body, line 6", Difference.NOTHING, "--");
        differs(TEXT, TEXT.replace("\n\nFrom here", "\nFrom here"), "body, line 3", "", "From here to there");
        String lines = "0123456789".repeat(10);
        differs(
                TEXT + lines,
                TEXT + lines.substring(0, 99) + "\u202e",
                "body, line 6",
                "…567890123456789012345678" + "9",
                "…567890123456789012345678" + "?");
    }

    private static final String GREETINGS = "Grüße = größer\n\nschöne Zeile  \nsehr lang ".repeat(3) + "ende\n";
    private static final String EIGHT_BIT =
            HEADER + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + GREETINGS;

    private static String base64(String text) {
        return Base64.getMimeEncoder().encodeToString(bytes(text.replace("\n", "\r\n")));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        for (byte b : bytes(text.replace("  \n", "=20=20\n"))) {
            quoted.append(b < 0 ? String.format("=%02X", b) : String.valueOf((char) b));
        }
        return quoted.toString().replace(" = ", " =3D ").replace("sehr", "se=\nhr");
    }

    @Test
    void anotherTransferEncodingIsFree() {
        String header = EIGHT_BIT.substring(0, EIGHT_BIT.length() - GREETINGS.length());
        String inQuotedPrintable = header.replace("8bit", "quoted-printable") + quoted(GREETINGS);
        String inBase64 =
                header.replace("8bit", "BASE64").replace("charset=utf-8", "charset=\"UTF-8\"") + base64(GREETINGS);
        same(EIGHT_BIT, inQuotedPrintable);
        same(EIGHT_BIT, inBase64);
        same(inBase64, EIGHT_BIT);
        same(inBase64, inQuotedPrintable);
        same(inQuotedPrintable, inBase64);
        same(inBase64, inBase64.replace("R3LDvMOf", "R3L\n\n Dv\tMOf"));
        same(inQuotedPrintable, inQuotedPrintable.replace("gr=C3", "gr=\n=C3"));
        same(EIGHT_BIT.replace("Content-Transfer-Encoding: 8bit\n", ""), inQuotedPrintable);
        check(EIGHT_BIT, inQuotedPrintable.replaceFirst("=C3=B6", "=C3=B7"))
                .extracting(Difference::what)
                .isEqualTo("body, byte 14 decoded");
        check(EIGHT_BIT, header.replace("8bit", "base64") + base64(GREETINGS.replace("sehr", "seht")))
                .hasNoNullFieldsOrProperties();
        check(inBase64, inBase64.replace("=", "*")).hasNoNullFieldsOrProperties();
        check(inBase64, inBase64.strip() + "\nA footer").hasNoNullFieldsOrProperties();
        check(EIGHT_BIT, inBase64.strip() + "\nA footer").hasNoNullFieldsOrProperties();
        check(EIGHT_BIT, EIGHT_BIT.replace("8bit", "x-uuencode"))
                .isEqualTo(new Difference("body, transfer encoding", "none", "an unknown one"));
        check(EIGHT_BIT, EIGHT_BIT.replace("text/plain", "text/html"))
                .extracting(Difference::what)
                .isEqualTo("header Content-Type");
    }

    private static final String PARTS = HEADER + """
            Content-Type: multipart/mixed; boundary=outer

            before
            --outer
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Grüße
            --outer
            Content-Type: multipart/alternative; boundary="inner one"

            --inner one

            plain
            --inner one
            Content-Type: text/html
            Content-Transfer-Encoding: quoted-printable

            <p class=3D"x">=
            </p>
            --inner one--
            --outer
            Content-Type: message/rfc822

            Subject: inside
            Content-Transfer-Encoding: 8bit

            schön
            --outer
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64

            AAECAwQFBgc=
            --outer--
            behind
            """;

    @Test
    void partsAreComparedOneByOne() {
        same(PARTS, PARTS);
        String other = PARTS.replace("outer", "=_other")
                .replace("boundary=", "boundary =\n ")
                .replace("boundary =\n =_other", "boundary=\"=_other\"")
                .replace("8bit\n\nGrüße", "quoted-printable\n\nGr=C3=BC=C3=9Fe")
                .replace("8bit\n\nschön", "base64\n\n" + base64("schön"))
                .replace("AAECAwQFBgc=", "AAECA\nwQFBg\nc=");
        same(PARTS, other);
        differs(PARTS, other.replace("Fe\n", "Ff\n"), "part 1 (text/plain), byte 7 decoded", "Grüße", "Grüßf");
        differs(PARTS, PARTS.replace("\nplain\n", "\nplane\n"), "part 2.1 (text/plain), line 1", "plain", "plane");
        differs(PARTS, PARTS.replace("c=\n", "d=\n"), "part 4 (application/octet-stream), byte 7 decoded", "c=", "d=");
        differs(PARTS, PARTS.replace("schön", "schon"), "part 3, inside (text/plain), line 1", "schön", "schon");
        differs(PARTS, PARTS.replace("inside", "outside"), "part 3, inside, header Subject", "inside", "outside");
        differs(PARTS, PARTS.replace("behind", "footer"), "behind the last part, line 1", "behind", "footer");
        differs(PARTS, PARTS.replace("before", "bef"), "before the first part, line 1", "before", "bef");
        differs(
                PARTS,
                PARTS.replace("--outer--\nbehind\n", ""),
                "the parts' end",
                "a last boundary",
                Difference.NOTHING);
        differs(
                PARTS,
                PARTS.replace("--outer--", "--outer\n\nadvertisement\n--outer--"),
                "part 5",
                Difference.NOTHING,
                "text/plain");
    }

    @Test
    void nobodyAddsToTheHeaderOfAPartButHowItIsEncoded() {
        same(PARTS, PARTS.replace("--inner one\n\nplain", "--inner one\nContent-Transfer-Encoding: 7bit\n\nplain"));
        differs(
                PARTS,
                PARTS.replace("Subject: inside", "Subject: inside\nX-Spam: yes"),
                "part 3, inside, header X-Spam",
                Difference.NOTHING,
                "yes");
    }

    @Test
    void encodedWordsAreTheTextThatTheyStandFor() {
        String sent = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus?= =?utf-8?b?IE5hw69h?= x\n\n.\n";
        same(sent, "Subject: =?UTF-8?B?R3LDvMOfZSBhdXMgTmHDr2E=?= x\n\n.\n");
        same(sent, "Subject: Grüße aus Naïa x\n\n.\n");
        same("Subject: Grüße aus Naïa x\n\n.\n", sent);
        differs(
                sent,
                "Subject: =?UTF-8?B?R3LDvMOfZSBhdXMgTmHDr2B=?= x\n\n.\n",
                "header Subject",
                "=?utf-8?q?Gr=C3=BC=C3=9Fe_aus?= =?utf-8?b?IE5hw69h?= x",
                "=?UTF-8?B?R3LDvMOfZSBhdXMgTmHDr2B=?= x");
        check(sent, sent.replace("hw69h", "hw6*h")).hasNoNullFieldsOrProperties();
    }

    @Test
    void hostileMessagesTakeTheirTimeAndNoMore() {
        String oneLine = "x".repeat(10_000_000);
        check("A: b\n\n" + oneLine, "A: b\n\n" + oneLine + "y").hasNoNullFieldsOrProperties();
        String fields = "a:\n".repeat(300_000);
        check(fields + "b: c\n\n", "b: c\n" + fields + "\n").hasNoNullFieldsOrProperties();
        StringBuilder nested = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        String deep = nested + "\n" + "text\n".repeat(100_000);
        same(deep, deep.replace("\n\n\n", "\n\n"));
        check(deep, deep + "footer").hasNoNullFieldsOrProperties();
        String words = "Subject: " + "=?".repeat(100_000) + "\n\n.\n";
        check(words, words.replace("?\n", "!\n")).hasNoNullFieldsOrProperties();
    }
}
