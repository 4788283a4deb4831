package dev.mailrace.sasl;

import javax.security.sasl.SaslClient;

/** A mechanism that authenticates and has no security layer (RFC 4422 §3.7). */
abstract class Layerless implements SaslClient {
    private final Mechanism mechanism;

    Layerless(Mechanism mechanism) {
        this.mechanism = mechanism;
    }

    @Override
    public final String getMechanismName() {
        return mechanism.registeredName();
    }

    @Override
    public final byte[] unwrap(byte[] incoming, int offset, int count) {
        throw new IllegalStateException(getMechanismName() + " has no security layer");
    }

    @Override
    public final byte[] wrap(byte[] outgoing, int offset, int count) {
        throw new IllegalStateException(getMechanismName() + " has no security layer");
    }

    @Override
    public final Object getNegotiatedProperty(String name) {
        throw new IllegalStateException(getMechanismName() + " negotiates nothing");
    }

    @Override
    public final void dispose() {}
}
