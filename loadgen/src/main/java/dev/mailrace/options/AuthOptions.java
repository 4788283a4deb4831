package dev.mailrace.options;

import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.CredentialsFile;
import dev.mailrace.mail.Feed;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.SaltedPasswords;
import dev.mailrace.scenario.Logins;
import dev.mailrace.session.Login;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Users, passwords and mechanisms. Passwords come from the environment, a file or a prompt; never from the command line. */
public final class AuthOptions {
    private static final String PASSWORD_VARIABLE = Password.VARIABLE;

    @Option(
            names = {"-a", "--auth", "--mechanisms"},
            paramLabel = "MECHANISM",
            split = ",",
            description =
                    "SCRAM-SHA-256, PLAIN, …; several in order of preference; 'auto' for the strongest one offered; "
                            + "or 'none' (default: auto with credentials, else none). OAUTHBEARER and XOAUTH2: the password is "
                            + "the token. NTLM: the user is 'DOMAIN\\user'. GSSAPI without a password: the ticket of kinit.")
    public List<String> mechanisms = new ArrayList<>();

    @Option(
            names = "--auth-user",
            paramLabel = "USER",
            description = "User name, or a pattern such as 'user%%05d' filled with the numbers of --users.")
    @Nullable
    String user;

    @Option(
            names = "--auth-password-file",
            paramLabel = "FILE",
            description = "File whose first line is the password (default: the variable " + PASSWORD_VARIABLE
                    + ", else a prompt).")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--auth-password-pattern",
            description = "The password is a pattern such as 'pass%%05d', filled with the numbers of --users (default: "
                    + "each character means itself).")
    boolean passwordPattern;

    @Option(
            names = "--credentials",
            paramLabel = "FILE.csv",
            description =
                    "CSV file with one user name and password per line. Columns are found by their header, such as "
                            + "'user,password'; without a header there are two.")
    @Nullable
    Path credentials;

    @Option(
            names = "--no-initial-response",
            description = "Waits for the server's 334 before the first response, as RFC 4954 allows.")
    boolean noInitialResponse;

    @Option(
            names = "--no-scram-cache",
            description =
                    "Computes the SCRAM keys and fetches the Kerberos ticket for each login (default: once per user, "
                            + "salt and iteration count).")
    boolean noScramCache;

    @Option(
            names = "--auth-order",
            paramLabel = "ORDER",
            description = "Order of users: turn (round-robin), random, or zipf (a few users log in most of the time) "
                    + "(default: turn).")
    Logins.Order order = Logins.Order.TURN;

    /** Whether AUTH is asked for. */
    public boolean wanted() {
        return !mechanisms.equals(List.of("none")) && (!mechanisms.isEmpty() || user != null || credentials != null);
    }

    private @Nullable Feed passwords; // asked for once
    private @Nullable Executor hasher; // made when a costly mechanism is first asked for

    /** Whether a user is named. */
    public boolean namesUser() {
        return user != null || credentials != null;
    }

    public List<Mechanism> mechanisms() {
        if (!wanted()) {
            return List.of();
        }
        if (mechanisms.isEmpty() || mechanisms.equals(List.of("auto"))) {
            return Mechanism.ofPasswords();
        }
        return mechanisms.stream()
                .map(name -> Refusal.inSetting("auth", () -> Mechanism.of(name)))
                .toList();
    }

    /** How sessions log in with these mechanisms. */
    public Login login(List<Mechanism> wanted, boolean timesRounds) {
        boolean costly = wanted.stream().anyMatch(Mechanism::isCostly);
        return new Login(
                wanted,
                !noInitialResponse,
                timesRounds,
                new SaltedPasswords(!noScramCache),
                costly ? hasher() : Runnable::run);
    }

    /** Threads that hash beside the loops, the same for all runs of the process; they end with it. */
    private Executor hasher() {
        Executor threads = hasher;
        if (threads == null) {
            threads = Executors.newFixedThreadPool(
                    Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                    new DefaultThreadFactory("hasher", true));
            hasher = threads;
        }
        return threads;
    }

    /** Null when no AUTH is asked for. */
    @Nullable
    public Logins logins(long first, long last, long seed) {
        if (!wanted()) {
            return null;
        }
        Path file = credentials;
        if (file != null) {
            if (user != null || passwordFile != null) {
                throw new Refusal("credentials", "given beside --auth-user or --auth-password-file", "one of them");
            }
            if (passwordPattern) {
                throw new Refusal("credentials", "given beside --auth-password-pattern", "one of them");
            }
            CredentialsFile.Columns columns = Refusal.inSetting("credentials", () -> CredentialsFile.read(file));
            return new Logins(columns.users(), columns.passwords(), order, seed);
        }
        String pattern = user;
        if (pattern == null) {
            throw new Refusal("auth", "no user", "--auth-user NAME, or --credentials FILE.csv")
                    .orOf("auth-password-file", "auth-password-pattern");
        }
        Feed once = passwords;
        if (once == null) { // The prompt appears once, however many runs a command makes.
            Password password = new Password(pattern, passwordFile);
            once = passwordPattern ? password.pattern(first, last) : password.literal();
            passwords = once;
        }
        Feed users = Refusal.inSetting("auth-user", () -> Feed.of(pattern, first, last));
        return new Logins(users, once, order, seed);
    }
}
