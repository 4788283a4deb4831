package dev.mailrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import java.io.IOException;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names a certificate is for (RFC 9525). */
@Tag("jdk")
class CertificateNamesTest {
    @ParameterizedTest
    @CsvSource({
        "mail.example.test, mail.example.test, true",
        "mail.example.test, MAIL.example.test., true",
        "mail_1.example.test, mail_1.example.test, true",
        "*.example.test, mail.example.test, true",
        "*.example.test, mail_1.example.test, true",
        "*.example.test, a.mail.example.test, false",
        "*.example.test, example.test, false",
        "*.example.test, .example.test, false",
        "*.test, example.test, false",
        "mail.example.test, xmail.example.test, false",
        "mail.example.test, mail.example.tes, false",
        "xn--bcher-kva.example, bücher.example, true",
        "mail.example.test, 127.0.0.1, false"
    })
    void aNameIsTheWholeNameAndAStarIsOneLabel(String certified, String host, boolean included) throws Exception {
        CertificateNames names = names(named(certified));
        assertThat(names.include(ServerName.of(host))).isEqualTo(included);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "::1, ::1, true",
        "::1, 0:0:0:0:0:0:0:1, true",
        "fe80::1, fe80::1%lo, true",
        "127.0.0.1, mail.example.test, false"
    })
    void anAddressIsComparedByItsBytes(String certified, String host, boolean included) throws Exception {
        CertificateNames names = names(new CertificateBuilder().addSanIpAddress(certified));
        assertThat(names.include(ServerName.of(host))).isEqualTo(included);
    }

    @Test
    void theCommonNameCountsOnlyWithoutOthers() throws Exception {
        assertThat(names(new CertificateBuilder()).include(ServerName.of("common.test")))
                .isTrue();
        assertThat(names(named("other.test")).include(ServerName.of("common.test")))
                .isFalse();
    }

    @Test
    void peopleSeeTheFirstFew() throws Exception {
        CertificateBuilder many = new CertificateBuilder();
        for (int i = 0; i < 10; i++) {
            many.addSanDnsName("h" + i + ".test");
        }
        assertThat(names(many)).hasToString("h0.test, h1.test, h2.test and 7 more");
    }

    /** The builder itself takes no name with a star or an underscore. */
    private static CertificateBuilder named(String host) throws IOException {
        byte[] names = new GeneralNames(new GeneralName(GeneralName.dNSName, host)).getEncoded();
        return new CertificateBuilder().addExtensionOctetString("2.5.29.17", false, names);
    }

    private static CertificateNames names(CertificateBuilder builder) throws Exception {
        return new CertificateNames(builder.ecp256()
                .subject("CN=common.test")
                .setIsCertificateAuthority(true)
                .buildSelfSigned()
                .getCertificate());
    }
}
