package dev.mailrace.mail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Users and passwords from a CSV file, a row each: under a header that names both columns in common words, or,
 * without one, in two columns. Read once, before a run.
 *
 * <p>Nothing of what the file holds stands in a message, but for the names of columns that are known.
 */
public final class CredentialsFile {
    /** The first of them that a header has is the user's column: a user name is for logging in. */
    private static final List<String> USER = List.of(
            "user",
            "username",
            "login",
            "loginname",
            "userid",
            "uid",
            "authuser",
            "smtpuser",
            "account",
            "accountname",
            "email",
            "emailaddress",
            "mail",
            "mailbox",
            "address",
            "name",
            "benutzer",
            "benutzername",
            "utilisateur",
            "usuario",
            "utente");

    private static final List<String> PASSWORD = List.of(
            "password",
            "pass",
            "passwd",
            "passphrase",
            "pwd",
            "pw",
            "secret",
            "apppassword",
            "authpassword",
            "smtppassword",
            "userpassword",
            "token",
            "accesstoken",
            "passwort",
            "kennwort",
            "motdepasse",
            "contraseña",
            "senha");

    private static final String EXPECTED =
            "a header that names a user and a password column, such as user,password; or none," + " and two columns";

    private final CsvRows rows;
    private final ListFeed.Builder users = new ListFeed.Builder();
    private final ListFeed.Builder passwords = new ListFeed.Builder();
    private int userColumn;
    private int passwordColumn = 1;
    private int columns = 2;

    /** What a first row would be wrong with, were it a header; it may yet turn out to be data. */
    private @Nullable Suspicion suspicion;

    private CredentialsFile(CsvRows rows) {
        this.rows = rows;
    }

    /**
     * A first row that names one of the two columns.
     *
     * @param names those that are known
     */
    private record Suspicion(List<String> row, int line, List<String> names) {}

    /** What a file holds: as many users as passwords. */
    public record Columns(Feed users, Feed passwords) {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException in one line with the file, the line, and what was expected
     */
    public static Columns read(Path file) {
        return CsvRows.of(file, rows -> new CredentialsFile(rows).read(file.toString()));
    }

    private Columns read(String name) throws IOException {
        List<String> first = rows.next();
        if (first == null) {
            throw rows.empty(false);
        }
        boolean isHeader = isHeader(first);
        boolean firstHasSign = first.get(userColumn).indexOf('@') >= 0;
        int firstLine = rows.line();
        boolean othersHaveSign = true;
        boolean isAlone = true;
        for (List<String> row = isHeader ? rows.next() : first; row != null; row = rows.next()) {
            if (row.size() != columns) {
                throw rows.refused(
                        CsvRows.columns(row.size()),
                        columns + (isHeader ? ", as the header has" : ", user and password")
                                + "; what holds a separator stands in quotes");
            }
            add(row);
            if (rows.line() != firstLine) {
                isAlone = false;
                othersHaveSign &= row.get(userColumn).indexOf('@') >= 0;
                clearSuspicion(row);
            }
        }
        if (isAlone && isHeader) {
            throw rows.empty(true);
        }
        Suspicion header = suspicion;
        if (header != null && !isAlone) {
            throw rows.refusedAt(
                    header.line,
                    "a header that names "
                            + header.names.stream()
                                    .map(each -> '"' + each + '"')
                                    .collect(Collectors.joining(", "))
                            + " only",
                    EXPECTED);
        }
        if (!isHeader && !firstHasSign && !isAlone && othersHaveSign) {
            throw rows.refusedAt(firstLine, "a header whose names are unknown, above addresses", EXPECTED);
        }
        return new Columns(users.build(name), passwords.build(name));
    }

    private boolean isHeader(List<String> row) {
        List<String> cells = row.stream().map(CsvRows::name).toList();
        int user = firstOf(USER, cells);
        int password = firstOf(PASSWORD, cells);
        if (user >= 0 && password >= 0) {
            userColumn = user;
            passwordColumn = password;
            columns = row.size();
            return true;
        }
        List<String> known = new ArrayList<>();
        for (String cell : cells) {
            if (USER.contains(cell) || PASSWORD.contains(cell)) {
                known.add(cell);
            }
        }
        if (!known.isEmpty() && row.size() != 2) {
            throw rows.refused(
                    CsvRows.columns(row.size()) + ", of whose names only " + String.join(", ", known) + " is known",
                    EXPECTED);
        }
        if (!known.isEmpty()) {
            suspicion = new Suspicion(List.copyOf(row), rows.line(), known);
        }
        return false;
    }

    private static int firstOf(List<String> names, List<String> cells) {
        return names.stream()
                .mapToInt(cells::indexOf)
                .filter(index -> index >= 0)
                .findFirst()
                .orElse(-1);
    }

    /** Where another row says the same, the word is everybody's password and no column's name. */
    private void clearSuspicion(List<String> row) {
        Suspicion header = suspicion;
        if (header == null) {
            return;
        }
        for (int i = 0; i < row.size(); i++) {
            if (header.names.contains(CsvRows.name(row.get(i))) && row.get(i).equals(header.row.get(i))) {
                suspicion = null;
            }
        }
    }

    private void add(List<String> row) {
        String user = row.get(userColumn);
        String password = row.get(passwordColumn);
        if (user.isEmpty()) {
            throw rows.refused("no user", "a user and a password");
        }
        if (isSeveralLines(user) || isSeveralLines(password)) {
            throw rows.refused("a user or password of several lines, or with NUL", "one line");
        }
        users.add(user);
        passwords.add(password);
    }

    private static boolean isSeveralLines(String text) {
        return text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0);
    }
}
