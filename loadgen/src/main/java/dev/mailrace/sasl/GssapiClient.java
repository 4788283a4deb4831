package dev.mailrace.sasl;

import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/**
 * Kerberos version 5 by GSS-API (RFC 4752): the JDK's client, run as the user of a ticket.
 *
 * <p>The first response may have to wait for the KDC, so it is no initial one: it waits for the server's empty challenge,
 * which is answered on a thread that may block. It would not fit on the AUTH line either.
 */
final class GssapiClient extends Layerless {
    /** The server proves itself, too, and the bytes behind the exchange stay as they are. */
    private static final Map<String, String> PROPERTIES = Map.of(Sasl.SERVER_AUTH, "true", Sasl.QOP, "auth");

    private final Credentials credentials;
    private final Peer peer;
    private final Tickets tickets;
    private @Nullable Exchange exchange; // null until the server has challenged once

    private record Exchange(Subject user, SaslClient client) {
        byte[] answer(byte[] challenge) throws SaslException {
            try {
                return Subject.doAs(
                        user, (PrivilegedExceptionAction<byte[]>) () -> client.evaluateChallenge(challenge));
            } catch (PrivilegedActionException e) {
                String said = Tickets.saidBy(e.getException());
                throw new LoginFault(said.isEmpty() ? "the server's token is not taken by Kerberos" : said, e);
            }
        }
    }

    GssapiClient(Credentials credentials, Peer peer, Tickets tickets) {
        super(Mechanism.GSSAPI);
        this.credentials = credentials;
        this.peer = peer;
        this.tickets = tickets;
    }

    @Override
    public boolean hasInitialResponse() {
        return false;
    }

    @Override
    public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        if (exchange != null) {
            return exchange.answer(challenge);
        }
        Subject user = tickets.of(credentials);
        exchange = new Exchange(user, Mechanism.GSSAPI.byRuntime(credentials, peer.host(), PROPERTIES));
        synchronized (user) { // The first one fetches the ticket for the service, and the others find it.
            return exchange.answer(new byte[0]); // Whatever the server said, it knows nothing yet.
        }
    }

    @Override
    public boolean isComplete() {
        return exchange != null && exchange.client.isComplete();
    }
}
