package dev.mailrace.session;

import dev.mailrace.net.Tls;
import dev.mailrace.net.TlsProvider;
import dev.mailrace.net.TlsSettings;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.sasl.SaltedPasswords;
import dev.mailrace.session.Extensions.Parameter;
import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a dialogue's options ask of the session. */
final class DialogueSetting {
    private static final List<Parameter> MAIL = List.of(
            new Parameter("8BITMIME", "BODY=8BITMIME"),
            new Parameter("SMTPUTF8", "SMTPUTF8"),
            new Parameter("DSN", "RET=HDRS"),
            new Parameter("MT-PRIORITY", "MT-PRIORITY=3"));
    private static final List<Parameter> RCPT = List.of(new Parameter("DSN", "NOTIFY=SUCCESS,DELAY"));

    private DialogueSetting() {}

    static SessionSettings settings(Dialogue dialogue) {
        return new SessionSettings(
                hello(dialogue), security(dialogue), login(dialogue), sending(dialogue), Timeouts.standard());
    }

    private static Hello hello(Dialogue dialogue) {
        return new Hello(
                Protocol.valueOf(dialogue.option("protocol", "smtp").toUpperCase(Locale.ROOT)),
                Rig.CLIENT,
                "mail.example",
                dialogue.option("client", "").isEmpty() ? Forwarding.NONE : Forwarding.XCLIENT);
    }

    private static Security security(Dialogue dialogue) {
        Security.Mode mode =
                Security.Mode.valueOf(dialogue.option("starttls", "never").toUpperCase(Locale.ROOT));
        TlsSettings any = TlsSettings.insecure(TlsProvider.JDK);
        return new Security(mode, mode == Security.Mode.NEVER ? null : new Tls(any, "mail.example", 25));
    }

    private static Login login(Dialogue dialogue) {
        String[] auth = auth(dialogue);
        List<Mechanism> mechanisms = auth.length < 3
                ? List.of()
                : Arrays.stream(auth[0].split(",", -1)).map(Mechanism::of).toList();
        boolean initial = dialogue.option("initial", "yes").equals("yes");
        return new Login(mechanisms, initial, false, new SaltedPasswords(true), Runnable::run);
    }

    private static String[] auth(Dialogue dialogue) {
        return dialogue.option("auth", "").split(" ", -1);
    }

    private static Sending sending(Dialogue dialogue) {
        Pipelining pipelining =
                Pipelining.valueOf(dialogue.option("pipelining", "none").toUpperCase(Locale.ROOT));
        String chunking = dialogue.option("chunking", "");
        boolean parameters = dialogue.options().containsKey("parameters");
        return new Sending(
                pipelining,
                chunking.isEmpty() ? 0 : Integer.parseInt(dialogue.option("window", "1")),
                chunking.isEmpty() ? 0 : Long.parseLong(chunking),
                parameters ? new Extensions(MAIL, RCPT, true, true, true) : Extensions.NONE);
    }

    static Caller caller(Dialogue dialogue) {
        String[] auth = auth(dialogue);
        @Nullable Credentials credentials = auth.length < 3 ? null : new Credentials(auth[1], auth[2]);
        String client = dialogue.option("client", "");
        String odd = dialogue.option("odd", "");
        int drop = odd.indexOf("drop ");
        Behaviour behaviour =
                new Behaviour(odd.contains("early"), drop < 0 ? null : Phase.of(odd.substring(drop + 5)), 0, false);
        return new Caller(
                credentials, client.isEmpty() ? null : NetUtil.createInetAddressFromIpAddressString(client), behaviour);
    }
}
