package dev.mailrace.cluster;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Whom a certificate is for: its common name and its alternative names (RFC 5280 §4.1.2.6, §4.2.1.6). Pure. */
final class CertificateNames {
    private static final int DNS = 2; // As X509Certificate#getSubjectAlternativeNames numbers them.
    private static final int ADDRESS = 7;

    private CertificateNames() {}

    static Set<String> of(Certificate certificate) {
        Set<String> names = new TreeSet<>();
        if (certificate instanceof X509Certificate x509) {
            try {
                for (Rdn rdn : new LdapName(x509.getSubjectX500Principal().getName()).getRdns()) {
                    if (rdn.getType().equalsIgnoreCase("CN")) {
                        names.add(String.valueOf(rdn.getValue()));
                    }
                }
                Collection<List<?>> others = x509.getSubjectAlternativeNames();
                if (others != null) {
                    others.stream()
                            .filter(name ->
                                    name.get(0).equals(DNS) || name.get(0).equals(ADDRESS))
                            .forEach(name -> names.add(String.valueOf(name.get(1))));
                }
            } catch (InvalidNameException | CertificateParsingException e) {
                return Set.of(); // Whom it is for cannot be said: for nobody.
            }
        }
        return names;
    }
}
