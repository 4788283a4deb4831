package dev.mailrace.options;

import dev.mailrace.scenario.Target;
import dev.mailrace.session.Hello;
import dev.mailrace.session.Login;
import dev.mailrace.session.Sending;
import dev.mailrace.session.SessionSettings;
import picocli.CommandLine.Mixin;

/** How sessions reach a server and introduce themselves. */
public final class ConnectingOptions {
    @Mixin
    public TlsOptions tls = new TlsOptions();

    @Mixin
    public ForwardingOptions forwarding = new ForwardingOptions();

    @Mixin
    public SessionOptions session = new SessionOptions();

    /** Where sessions go, with TLS as the options say. */
    public Target target(String text) {
        return tls.target(Target.parse(text));
    }

    public SessionSettings settings(Target target, Login login, Sending sending) {
        return new SessionSettings(
                new Hello(target.protocol(), session.helloName, target.host(), forwarding.forwarding()),
                tls.security(target),
                login,
                sending,
                session.timeouts());
    }
}
