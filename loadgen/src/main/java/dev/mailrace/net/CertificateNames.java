package dev.mailrace.net;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The host names that a certificate is for (RFC 9525): its subject alternative names, or else its common name. */
final class CertificateNames {
    private static final int DNS = 2; // RFC 5280 §4.2.1.6
    private static final int ADDRESS = 7;
    private static final int SHOWN_MAX = 3;

    private final List<String> hosts = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();

    CertificateNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (name.get(1) instanceof String text) {
                    add((Integer) name.get(0), text);
                }
            }
        } catch (CertificateParsingException e) {
            return; // Unreadable: it matches no name.
        }
        if (hosts.isEmpty() && addresses.isEmpty()) {
            addCommonName(certificate.getSubjectX500Principal().getName());
        }
    }

    private void add(int type, String text) {
        switch (type) {
            case DNS -> hosts.add(text.toLowerCase(Locale.ROOT));
            case ADDRESS -> addresses.add(text);
            default -> {} // Mail addresses and the like name no server.
        }
    }

    private void addCommonName(String subject) {
        try {
            for (Rdn part : new LdapName(subject).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String text) {
                    hosts.add(text.toLowerCase(Locale.ROOT));
                }
            }
        } catch (InvalidNameException e) {
            hosts.clear();
        }
    }

    boolean include(ServerName name) {
        if (!name.isAddress()) {
            return hosts.stream().anyMatch(host -> host.equals(name.text()) || isWildcardOf(host, name.text()));
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(name.text());
        return addresses.stream()
                .anyMatch(each -> Arrays.equals(NetUtil.createByteArrayFromIpAddressString(each), bytes));
    }

    /** A star is the whole first label, and stands for one (RFC 9525 §6.3). */
    private static boolean isWildcardOf(String pattern, String name) {
        int firstDot = name.indexOf('.');
        return pattern.startsWith("*.")
                && pattern.indexOf('.', 2) > 0 // No certificate may cover a whole top-level domain.
                && firstDot > 0
                && pattern.regionMatches(1, name, firstDot, name.length() - firstDot)
                && pattern.length() - 1 == name.length() - firstDot;
    }

    /** As shown to users: the first few. */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>(hosts);
        all.addAll(addresses);
        String shown = String.join(", ", all.subList(0, Math.min(SHOWN_MAX, all.size())));
        int more = all.size() - SHOWN_MAX;
        return all.isEmpty() ? "no host" : more > 0 ? shown + " and " + more + " more" : shown;
    }
}
