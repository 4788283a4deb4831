package dev.mailrace.sasl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/**
 * NTLM by the JDK's clients: version 2, unless the server's challenge offers nothing of that, as Exim's does; it can check
 * only version 1.
 *
 * <p>The JDK's server, on the other hand, wants version 2 without the target's description that MS-NLMP §3.1.5.1.2 puts
 * there, so either flag counts as an offer.
 */
final class NtlmClient extends Layerless {
    /** Where the challenge has its flags, little-endian (MS-NLMP §2.2.1.2). */
    private static final int FLAGS_OFFSET = 20;

    /** NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY and NTLMSSP_NEGOTIATE_TARGET_INFO (MS-NLMP §2.2.2.5). */
    private static final int VERSION_2_FLAGS = 0x0008_0000 | 0x0080_0000;

    private static final byte[] NOTHING = {};

    private final SaslClient version2;
    private final SaslClient version1;
    private int said;

    NtlmClient(SaslClient version2, SaslClient version1) {
        super(Mechanism.NTLM);
        this.version2 = version2;
        this.version1 = version1;
    }

    @Override
    public boolean hasInitialResponse() {
        return true;
    }

    @Override
    public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
        if (said++ == 0) {
            version1.evaluateChallenge(NOTHING); // It also begins, but says less.
            return version2.evaluateChallenge(NOTHING);
        }
        if (challenge.length < FLAGS_OFFSET + Integer.BYTES) {
            throw new LoginFault("the challenge has " + challenge.length + " bytes (expected: at least "
                    + (FLAGS_OFFSET + Integer.BYTES) + ")");
        }
        int flags = ByteBuffer.wrap(challenge).order(ByteOrder.LITTLE_ENDIAN).getInt(FLAGS_OFFSET);
        return ((flags & VERSION_2_FLAGS) == 0 ? version1 : version2).evaluateChallenge(challenge);
    }

    @Override
    public boolean isComplete() {
        return said >= 2;
    }
}
