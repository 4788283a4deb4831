package dev.mailrace.sasl;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import javax.security.sasl.SaslException;

/**
 * Kerberos's tickets, kept by user: the ticket-granting ticket, and beside it those for services that the JDK's client adds.
 * A client that logs in again asks the KDC for nothing, as one with a ticket cache does. Any thread may use it; a ticket that
 * is not there costs as long as the KDC takes.
 */
final class Tickets {
    /** The most users whose tickets are kept; further ones ask the KDC each time. */
    static final int USERS_MAX = 100_000;

    private static final Pattern KDC_ERROR = Pattern.compile("\\(\\d+\\)"); // KrbException appends the KDC's code.

    private final boolean keeps;
    private final ConcurrentHashMap<Credentials, Subject> kept = new ConcurrentHashMap<>();

    /** @param keeps false: the KDC is asked each time, as by a client that starts afresh */
    Tickets(boolean keeps) {
        this.keeps = keeps;
    }

    /**
     * Who the user is to Kerberos; shared with all that ask for the same one.
     *
     * @throws SaslException when no ticket can be obtained
     */
    Subject of(Credentials credentials) throws SaslException {
        Subject known = keeps ? kept.get(credentials) : null;
        if (known != null && isCurrent(known)) {
            return known;
        }
        Subject subject = login(credentials);
        if (keeps && kept.size() < USERS_MAX) {
            kept.put(credentials, subject);
        }
        return subject;
    }

    private static boolean isCurrent(Subject subject) {
        Set<KerberosTicket> tickets = subject.getPrivateCredentials(KerberosTicket.class);
        return !tickets.isEmpty() && tickets.stream().allMatch(KerberosTicket::isCurrent);
    }

    private static Subject login(Credentials credentials) throws SaslException {
        Subject subject = new Subject();
        try {
            new LoginContext("mailrace", subject, answering(credentials), configuration(credentials)).login();
        } catch (LoginException e) {
            String said = saidBy(e);
            String otherwise = credentials.password().isEmpty()
                    ? "no ticket in the cache for " + credentials.user() + " (expected: after kinit)"
                    : "no ticket to be had; is there a krb5.conf? set java.security.krb5.conf";
            throw new LoginFault(said.isEmpty() ? otherwise : said, e);
        }
        return subject;
    }

    private static CallbackHandler answering(Credentials credentials) {
        return callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(credentials.user());
                } else if (callback instanceof PasswordCallback password) {
                    password.setPassword(credentials.password().toCharArray());
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        };
    }

    /** Without a password, the ticket is in the cache that kinit fills. */
    private static Configuration configuration(Credentials credentials) {
        // The configuration is read anew, because an earlier login of the process may have found none.
        Map<String, String> options = !credentials.password().isEmpty()
                ? Map.of("refreshKrb5Config", "true")
                : Map.of(
                        "refreshKrb5Config", "true",
                        "useTicketCache", "true",
                        "doNotPrompt", "true",
                        "principal", credentials.user());
        AppConfigurationEntry[] entries = {
            new AppConfigurationEntry(
                    "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, options)
        };
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return entries.clone();
            }
        };
    }

    /** What the KDC answered (RFC 4120 §7.5.9), from a chain of causes; empty: nothing. */
    static String saidBy(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && KDC_ERROR.matcher(message).find()) {
                return message.lines().findFirst().orElse("");
            }
        }
        return "";
    }
}
