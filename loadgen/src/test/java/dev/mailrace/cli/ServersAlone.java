package dev.mailrace.cli;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps the real servers for one test class at a time, also where classes run in several JVMs: a server counts what comes from
 * all of them.
 */
final class ServersAlone implements BeforeAllCallback {
    private static final Path LOCK = Path.of("target", "real-servers.lock");

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (!RealServers.any()) {
            return;
        }
        FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        // Closed when the class is done, and with it the lock is let go.
        context.getStore(ExtensionContext.Namespace.create(ServersAlone.class)).put("lock", channel);
    }
}
