package dev.mailrace.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsFileTest {
    private static final String MARK = "S3cr3t-M4rk";
    private static final String EXPECTED =
            " (expected: a header that names a user and a password column, such as user,password; or none,"
                    + " and two columns)";

    private final Path folder;

    CredentialsFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** {@code |} stands for a line end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "user,password|bob,pw",
                "username,password|bob,pw",
                "User Name,Pass|bob,pw",
                "LOGIN,passwd|bob,pw",
                "e-mail,secret|bob,pw",
                "Email;Password|bob;pw",
                "account\tpwd|bob\tpw",
                "password,login|pw,bob",
                "id,name,mail,user,password,note|1,Bob,b@x.test,bob,pw,",
                "sep=;|user;password|bob;pw",
                "\ufeffuser,password|bob,pw",
                "# people||user,password|| |bob,pw|",
                "\"user\";\"password\"|\"bob\";\"pw\"",
                "bob,pw",
                "bob;pw",
                "bob\tpw",
            })
    void columnsAreFoundAsPeopleNameAndPartThem(String content) throws IOException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            CredentialsFile.Columns columns = CredentialsFile.read(file(content.replace("|", end)));
            assertThat(texts(columns.users())).as(content).containsExactly("bob");
            assertThat(texts(columns.passwords())).as(content).containsExactly("pw");
        }
    }

    @Test
    void aPasswordIsKeptAsItIs() throws IOException {
        CredentialsFile.Columns columns =
                CredentialsFile.read(file("user;password\nann; a,b%d \nbob;\"x;y \"\"z\"\"\"\ncarl;\n"));
        assertThat(texts(columns.passwords())).containsExactly(" a,b%d ", "x;y \"z\"", "");
    }

    @Test
    void usersAndPasswordsNeverShift() throws IOException {
        CredentialsFile.Columns columns = CredentialsFile.read(file("username,password\nann,1\nbob,2\ncarl,3\n"));
        assertThat(texts(columns.users())).containsExactly("ann", "bob", "carl");
        assertThat(texts(columns.passwords())).containsExactly("1", "2", "3");
    }

    @Test
    void everybodysPasswordMayBeAWordOfHeaders() throws IOException {
        CredentialsFile.Columns columns = CredentialsFile.read(file("u1,pass\nu2,pass\n"));
        assertThat(texts(columns.users())).containsExactly("u1", "u2");
        assertThat(texts(CredentialsFile.read(file("user," + MARK)).users())).containsExactly("user");
    }

    @Test
    void aHeaderThatNamesOneOfTheTwoIsRefusedByTheNamesThatAreKnown() throws IOException {
        refuses(":1: a header that names \"username\" only" + EXPECTED, "username,schluessel\nbob," + MARK + "\n");
        refuses(":1: a header that names \"password\" only" + EXPECTED, "wer,password\nbob," + MARK + "\n");
        refuses(":1: 3 columns, of whose names only login is known" + EXPECTED, "login,x,y\nbob,1," + MARK + "\n");
        refuses(":1: a header whose names are unknown, above addresses" + EXPECTED, "wer,was\na@x.test," + MARK + "\n");
    }

    @Test
    void noRefusalQuotesWhatIsInTheFile() throws IOException {
        refuses(
                ":2: 3 columns (expected: 2, as the header has; what holds a separator stands in quotes)",
                "user,password\nbob," + MARK + ",x\n");
        refuses(":1: 1 column (expected: 2, user and password; what holds a separator stands in quotes)", MARK + "\n");
        refuses(
                ":2: 1 column (expected: 2, user and password; what holds a separator stands in quotes)",
                "bob,pw\n" + MARK + "\n");
        refuses(
                ":1: 3 columns (expected: 2, user and password; what holds a separator stands in quotes)",
                "bob," + MARK + ",more\n");
        refuses(":2: a quote without its end (expected: a readable CSV file in UTF-8)", "user,password\nbob,\"" + MARK);
        refuses(
                ":2: text behind a closing quote (expected: a readable CSV file in UTF-8)",
                "user,password\nbob,\"" + MARK + "\"x\n");
        refuses(":2: no user (expected: a user and a password)", "user,password\n," + MARK + "\n");
        refuses(": no rows (expected: at least one below the header)", "user,password\n");
        refuses(": no rows (expected: at least one)", "");
        refuses(
                ":2: a user or password of several lines, or with NUL (expected: one line)",
                "user,password\nbob,\"" + MARK + "\n2\"\n");
    }

    @Test
    void aFieldWithoutAnEndIsRefused() throws IOException {
        refuses(
                ":1: a field of more than 65,536 characters (expected: a readable CSV file in UTF-8)",
                "user,password\nbob," + MARK.repeat(2_000_000) + "\n");
        assertThatThrownBy(() -> CredentialsFile.read(Path.of("/dev/zero")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("/dev/zero:1: a field of more than 65,536 characters");
    }

    @Test
    void otherEncodingsAreRefused() throws IOException {
        Path file = folder.resolve("utf16.csv");
        Files.write(file, ("\ufeffuser,password\nbob," + MARK).getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> CredentialsFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": not UTF-8 (expected: a readable CSV file in UTF-8)");
    }

    private void refuses(String message, String content) throws IOException {
        Path file = file(content);
        assertThatThrownBy(() -> CredentialsFile.read(file))
                .as(content.length() > 200 ? "long" : content)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + message);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("users.csv"), content);
    }

    private static List<String> texts(Feed feed) {
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < feed.size(); i++) {
            texts.add(feed.text(i));
        }
        return texts;
    }
}
