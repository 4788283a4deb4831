package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses used round-robin: source addresses of connections, or client addresses to announce. Immutable.
 *
 * @param addresses none: the system's choice
 * @param text as it was asked for
 */
public record AddressRange(List<InetAddress> addresses, String text) {
    /** What the system chooses. */
    public static final AddressRange SYSTEM = new AddressRange(List.of(), "system");

    public static final int COUNT_MAX = 65_536;

    private static final String EXPECTED = "IP addresses or ranges of them, such as 127.0.0.2-127.0.0.9,127.0.1.1";

    public AddressRange {
        addresses = List.copyOf(addresses);
    }

    /**
     * Reads {@code 127.0.0.2-127.0.0.9,127.0.1.1}.
     *
     * @param name begins what is said of a wrong one
     * @throws Refusal in one line that says what was expected
     */
    public static AddressRange parse(String name, String text) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split("-", 2);
            addRange(name, ends[0], ends[ends.length - 1], addresses);
        }
        return new AddressRange(addresses, text);
    }

    private static void addRange(String name, String firstText, String lastText, List<InetAddress> addresses) {
        byte[] first = bytes(name, firstText);
        byte[] last = bytes(name, lastText);
        BigInteger from = new BigInteger(1, first);
        BigInteger count = new BigInteger(1, last).subtract(from).add(BigInteger.ONE);
        if (first.length != last.length || count.signum() <= 0) {
            throw new Refusal(name, firstText + "-" + lastText + " is no range", EXPECTED);
        }
        if (count.bitLength() > 31 || addresses.size() + count.intValue() > COUNT_MAX) {
            throw new Refusal(name, "more than " + COUNT_MAX + " addresses", "fewer; each has its own ports");
        }
        for (int i = 0; i < count.intValue(); i++) {
            addresses.add(address(from.add(BigInteger.valueOf(i)), first.length));
        }
    }

    private static byte[] bytes(String name, String text) {
        byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(text.strip());
        if (bytes == null) {
            throw new Refusal(name, "\"" + text + "\"", EXPECTED);
        }
        return bytes;
    }

    private static InetAddress address(BigInteger value, int length) {
        byte[] digits = value.toByteArray(); // Two's complement: one byte too many, or leading zeros left out.
        byte[] bytes = new byte[length];
        int count = Math.min(length, digits.length);
        System.arraycopy(digits, digits.length - count, bytes, length - count, count);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + length + " bytes (expected: 4 or 16)", e);
        }
    }

    /** Number {@code index}, which wraps; null where there are none. */
    public @Nullable InetAddress at(long index) {
        return addresses.isEmpty() ? null : addresses.get((int) Math.floorMod(index, (long) addresses.size()));
    }

    /** As it was asked for. */
    @Override
    public String toString() {
        return text;
    }
}
