package dev.mailrace.sink;

import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.security.sasl.SaslException;

/** The server's end of EXTERNAL (RFC 4422 appendix A): the TLS certificate identifies the client. One a login. */
final class ExternalServer extends LayerlessServer {
    private static final byte[] NOTHING = {};

    private final List<String> names;
    private final SinkAccounts accounts;
    private String user = "";
    private boolean complete;

    /**
     * An exchange with one client.
     *
     * @param names that its certificate gives it, the first one first
     */
    ExternalServer(List<String> names, SinkAccounts accounts) {
        super("EXTERNAL");
        this.names = names;
        this.accounts = accounts;
    }

    @Override
    public byte[] evaluateResponse(byte[] response) throws SaslException {
        String wanted = new String(response, StandardCharsets.UTF_8);
        for (String name : names) {
            if ((wanted.isEmpty() || wanted.equals(name)) && accounts.passwordOf(name) != null) {
                user = name;
                complete = true;
                return NOTHING;
            }
        }
        throw new SaslException("the certificate names somebody else, or nobody who may log in");
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public String getAuthorizationID() {
        return user;
    }
}
