package dev.mailrace.sink;

import javax.security.sasl.SaslServer;

/** The server's end of a mechanism that does nothing to the bytes after the login (RFC 4422 §3.7). */
abstract class LayerlessServer implements SaslServer {
    private final String name;

    LayerlessServer(String name) {
        this.name = name;
    }

    @Override
    public final String getMechanismName() {
        return name;
    }

    @Override
    public final byte[] unwrap(byte[] incoming, int offset, int count) {
        throw new IllegalStateException(name + " has no security layer");
    }

    @Override
    public final byte[] wrap(byte[] outgoing, int offset, int count) {
        throw new IllegalStateException(name + " has no security layer");
    }

    @Override
    public final Object getNegotiatedProperty(String property) {
        throw new IllegalStateException(name + " negotiates nothing");
    }

    @Override
    public final void dispose() {}
}
