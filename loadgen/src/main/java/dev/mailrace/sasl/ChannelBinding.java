package dev.mailrace.sasl;

/**
 * What ties an exchange to its TLS connection (RFC 5056). Its bytes are borrowed and never changed.
 *
 * @param type {@link #TLS_EXPORTER} or {@link #TLS_SERVER_END_POINT}
 * @param data what both ends of the connection know
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy per session would be wasted.
public record ChannelBinding(String type, byte[] data) {
    /** RFC 9266: keying material of TLS 1.3. */
    public static final String TLS_EXPORTER = "tls-exporter";

    /** RFC 5929 §4: a hash of the server's certificate. */
    public static final String TLS_SERVER_END_POINT = "tls-server-end-point";

    @Override
    public String toString() {
        return type;
    }
}
