package dev.mailrace.cli;

import dev.mailrace.mail.Feed;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.scenario.Logins;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who logs in, and how. Passwords come from the environment, a file or a prompt; never from the command line. */
final class AuthOptions {
    private static final String PASSWORD_VARIABLE = "MAILRACE_AUTH_PASSWORD";

    @Option(
            names = {"-a", "--auth"},
            paramLabel = "MECHANISM",
            split = ",",
            description =
                    "PLAIN, LOGIN or CRAM-MD5, several in the order of preference, 'auto' for the strongest offered, "
                            + "or 'none' (default: auto when there are credentials, else none).")
    List<String> mechanisms = new ArrayList<>();

    @Option(
            names = "--auth-user",
            paramLabel = "USER",
            description = "User name, or a pattern such as 'user%%05d' that runs through --users.")
    @Nullable
    String user;

    @Option(
            names = "--auth-password-file",
            paramLabel = "FILE",
            description = "File whose first line is the password, or a pattern such as 'pass%%05d'. Without it: the "
                    + "variable " + PASSWORD_VARIABLE + ", else a prompt.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--credentials",
            paramLabel = "FILE.csv",
            description = "User names and passwords, a line each (columns 'user' and 'password', or the first two).")
    @Nullable
    Path credentials;

    /** Whether AUTH is asked for. */
    boolean wanted() {
        return !mechanisms.equals(List.of("none")) && (!mechanisms.isEmpty() || user != null || credentials != null);
    }

    List<Mechanism> mechanisms() {
        if (!wanted()) {
            return List.of();
        }
        if (mechanisms.isEmpty() || mechanisms.equals(List.of("auto"))) {
            return List.of(Mechanism.values());
        }
        return mechanisms.stream().map(Mechanism::of).toList();
    }

    /** Null when no AUTH is asked for. */
    @Nullable
    Logins logins(long first, long last) {
        if (!wanted()) {
            return null;
        }
        if (credentials != null) {
            if (user != null || passwordFile != null) {
                throw new IllegalArgumentException(
                        "credentials: given beside --auth-user or --auth-password-file (expected: one of them)");
            }
            return new Logins(Feed.ofCsv(credentials, "user", 0), Feed.ofCsv(credentials, "password", 1));
        }
        if (user == null) {
            throw new IllegalArgumentException("auth: no user (expected: --auth-user NAME, or --credentials FILE.csv)");
        }
        return new Logins(Feed.of(user, first, last), Feed.of(password(), first, last));
    }

    @SuppressWarnings(
            "SystemConsoleNull") // Newer JDKs always return a console: the screen says whether it is a person's.
    private String password() {
        if (passwordFile != null) {
            return firstLine(passwordFile);
        }
        String variable = System.getenv(PASSWORD_VARIABLE);
        if (variable != null) {
            return variable;
        }
        Console console = Screen.isTerminal() ? System.console() : null;
        char[] typed = console == null ? null : console.readPassword("Password of %s: ", user);
        if (typed == null) {
            throw new IllegalArgumentException("auth: no password for " + user + " (expected: the variable "
                    + PASSWORD_VARIABLE + ", or --auth-password-file FILE)");
        }
        return new String(typed);
    }

    private static String firstLine(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || lines.get(0).isEmpty()) {
                throw new IllegalArgumentException(
                        "auth-password-file: " + file + " is empty (expected: the password in its first line)");
            }
            return lines.get(0);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("auth-password-file: " + file + " (expected: a file that exists)", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "auth-password-file: " + file + " cannot be read: " + e.getMessage()
                            + " (expected: a readable text file)",
                    e);
        }
    }
}
