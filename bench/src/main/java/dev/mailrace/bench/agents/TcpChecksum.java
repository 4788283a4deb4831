package dev.mailrace.bench.agents;

import java.nio.ByteBuffer;

/**
 * Completes what a kernel leaves to the network card: frames that come by a virtual one have no checksum of TCP yet (RFC 9293
 * §3.1).
 */
final class TcpChecksum {
    private static final int TYPE_AT = 12;
    private static final int IP_AT = 14;
    private static final int IPV4 = 0x0800;
    private static final int TCP = 6;
    private static final int TCP_HEADER_BYTES = 20;
    private static final int CHECKSUM_AT = 16;

    private TcpChecksum() {}

    /** @param ethernet where the frame begins in it */
    static void complete(ByteBuffer frame, int ethernet) {
        int ip = ethernet + IP_AT;
        if (frame.limit() < ip + 20
                || (frame.getShort(ethernet + TYPE_AT) & 0xFFFF) != IPV4
                || frame.get(ip + 9) != TCP) {
            return;
        }
        int tcp = ip + (frame.get(ip) & 0xF) * 4;
        int end = ip + (frame.getShort(ip + 2) & 0xFFFF);
        if (end > frame.limit() || end - tcp < TCP_HEADER_BYTES) {
            return;
        }
        frame.putShort(tcp + CHECKSUM_AT, (short) 0);
        long sum = TCP + (long) (end - tcp);
        sum += sum(frame, ip + 12, ip + 20); // Both addresses.
        sum += sum(frame, tcp, end);
        while (sum >> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        frame.putShort(tcp + CHECKSUM_AT, (short) ~sum);
    }

    private static long sum(ByteBuffer frame, int start, int end) {
        long sum = 0;
        for (int at = start; at < end; at += 2) {
            sum += at + 1 < end ? frame.getShort(at) & 0xFFFF : (frame.get(at) & 0xFF) << 8;
        }
        return sum;
    }
}
