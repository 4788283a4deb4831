package dev.mailrace.session;

import dev.mailrace.net.AddressText;
import dev.mailrace.net.Transport;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;

/**
 * One of a server's addresses. Immutable.
 *
 * @param to as the transport's channels want it
 * @param text for people: without the port
 * @param isSaid whether whoever knows the server's name knows the address
 */
record ServerAddress(SocketAddress to, String text, boolean isSaid) {
    /** @param host the name that the address was had by */
    static ServerAddress of(SocketAddress address, String host, Transport transport) {
        String text = AddressText.of(address);
        return address instanceof DomainSocketAddress socket
                ? new ServerAddress(transport.domainAddress(Path.of(socket.path())), text, true)
                : new ServerAddress(
                        address, text, !(address instanceof InetSocketAddress) || AddressText.isLiteral(host));
    }

    /** A connect that failed says to which address. */
    Outcome named(Outcome loss) {
        return isSaid || loss.phase() != Phase.CONNECT
                ? loss
                : Outcome.failed(Phase.CONNECT, loss.reason(), text + ": " + loss.sample());
    }
}
