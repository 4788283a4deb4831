package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.MailPlan;
import dev.mailrace.net.AddressText;
import dev.mailrace.net.Tls;
import dev.mailrace.sasl.Credentials;
import dev.mailrace.sasl.Mechanism;
import dev.mailrace.session.Caller;
import dev.mailrace.session.Forwarding;
import dev.mailrace.session.SessionSettings;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session class: target, login, mail and commands of its sessions. Immutable. More than seven parts, for each comes of
 * options of its own.
 *
 * @param name for people
 * @param weight its share of sessions is this part of all kinds' weights
 * @param target the server
 * @param addresses the target's, looked up once: sessions go to each in turn
 * @param session what every session of the kind has in common
 * @param logins null: no AUTH
 * @param mail what is sent
 * @param steps what each arrival begins with
 * @param clients client addresses that sessions announce; empty: none
 * @param misbehaviour how many of them misbehave, and how
 */
public record SessionKind(
        String name,
        double weight,
        Target target,
        List<SocketAddress> addresses,
        SessionSettings session,
        @Nullable Logins logins,
        MailPlan mail,
        List<Step> steps,
        AddressRange clients,
        Misbehaviour misbehaviour) {
    /** The only kind of a run that has no others. */
    public static final String SOLE = "all";

    public static final double WEIGHT_MAX = 1e6;

    public SessionKind {
        addresses = List.copyOf(addresses);
        steps = List.copyOf(steps);
        if (addresses.isEmpty()) {
            throw new Refusal("target", target + " without an address", "one at least");
        }
        if (!(weight > 0 && weight <= WEIGHT_MAX)) {
            throw new Refusal("weight", weight, "> 0");
        }
        boolean forwards = session.hello().forwarding() != Forwarding.NONE;
        if (forwards == clients.addresses().isEmpty()) {
            throw forwards
                    ? new Refusal(
                                    "client-address",
                                    "none",
                                    "addresses for " + session.hello().forwarding())
                            .orOf("xclient", "proxy-protocol")
                    : new Refusal("client-address", "given without --xclient or --proxy-protocol", "one of them");
        }
    }

    /** The first of its addresses. */
    public SocketAddress address() {
        return addresses.get(0);
    }

    /** The same with some of its addresses. */
    public SessionKind to(List<SocketAddress> some) {
        return new SessionKind(name, weight, target, some, session, logins, mail, steps, clients, misbehaviour);
    }

    /** Whether its sessions all only hold their connection. */
    boolean takesNothing() {
        return misbehaviour.behaviour().holds() && misbehaviour.share() >= 1;
    }

    /** The identity of session number {@code index} of this class, from 0. */
    public Caller caller(long index) {
        Credentials credentials = logins == null ? null : logins.at(index);
        return new Caller(credentials, clients.at(index), misbehaviour.at(index));
    }

    /** As it is written to files: names and plain values, no secrets. */
    Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("target", target.toString());
        fields.put("addresses", addresses.stream().map(AddressText::of).toList());
        Tls tls = session.security().tls();
        fields.put("tls", tls == null ? null : tls.describe());
        fields.put("forwarding", session.hello().forwarding().toString());
        fields.put("client_addresses", clients.addresses().isEmpty() ? null : clients.toString());
        fields.put("pipelining", session.sending().pipelining().name().toLowerCase(Locale.ROOT));
        fields.put("chunking_window", session.sending().window());
        fields.put("chunk_bytes", session.sending().chunkBytes());
        fields.put("parameters", session.sending().extensions().describe());
        fields.put("steps", steps.stream().map(Step::describe).toList());
        fields.put("oddities", misbehaviour.describe());
        fields.put(
                "auth",
                logins == null
                        ? "none"
                        : String.join(
                                ",",
                                session.login().mechanisms().stream()
                                        .map(Mechanism::registeredName)
                                        .toList()));
        fields.put("auth_users", logins == null ? null : logins.users().describe());
        fields.put("hello", session.hello().name());
        fields.put("mail", mail.describe());
        return fields;
    }
}
