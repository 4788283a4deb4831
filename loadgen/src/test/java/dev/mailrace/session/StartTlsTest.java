package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.net.Tls;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.net.TlsSettings;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes in clear behind the 220 of STARTTLS was put there by somebody else (CVE-2011-0411 and its like). */
@Tag("jdk")
class StartTlsTest {
    private static Rig afterStartTls() {
        TlsSettings any = TlsSettings.insecure(TlsProvider.JDK);
        SessionSettings settings = new SessionSettings(
                Hello.smtp(Rig.CLIENT, "mail.example"),
                new Security(Security.Mode.OPPORTUNISTIC, new Tls(any, "mail.example", 25)),
                Login.NONE,
                Sending.data(Pipelining.NONE),
                Timeouts.standard());
        return Rig.of(settings, Caller.ANYBODY).messages(1, 1).hello("STARTTLS").expect("STARTTLS");
    }

    private static void assertInjection(Rig rig) {
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed protocol starttls");
        assertThat(String.valueOf(rig.owner.closedBy)).contains("command injection");
        assertThat(rig.owner.begun).as("messages begun").isEmpty();
        rig.finish("injection");
    }

    @Test
    void aReplyGluedBehindThe220EndsTheSession() {
        Rig rig = afterStartTls();
        rig.serverBytes("220 Go ahead\r\n250 injected\r\n".getBytes(StandardCharsets.US_ASCII));
        assertInjection(rig);
    }

    @Test
    void oneThatComesLaterIsNoHandshake() {
        Rig rig = afterStartTls().server("220 Go ahead");
        rig.serverBytes("250-injected\r\n250 AUTH PLAIN\r\n".getBytes(StandardCharsets.US_ASCII));
        assertInjection(rig);
    }

    @Test
    void aServerThatLeavesInsteadOfShakingHandsIsNotTriedInClear() {
        Rig rig = afterStartTls().server("220 Go ahead");
        rig.serverCloses();
        assertThat(RecordingOwner.describe(rig.owner.closedBy)).isEqualTo("failed closed tls");
        assertThat(rig.owner.begun).as("messages begun").isEmpty();
        rig.finish("closed");
    }
}
