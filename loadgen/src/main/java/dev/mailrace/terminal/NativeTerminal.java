package dev.mailrace.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.nativ.CLibrary;
import org.jline.nativ.JLineNativeLoader;
import org.jspecify.annotations.Nullable;

/**
 * What only the C library says of a terminal. JLine's bridge to it is a file that it puts into the folder for temporary files
 * and removes when the process ends, unless that is killed or halted: so it is not loaded where a descriptor is no device, and
 * its file is removed as soon as it is.
 */
final class NativeTerminal {
    private static final String EXTRACTED = "jlinenative-";

    /** Its complaints, such as one of a full disk, would stand amid the output; held, for an unreferenced logger loses its level. */
    private static final Logger LOG = Logger.getLogger("org.jline");

    private NativeTerminal() {}

    /** Whether the descriptor is one. */
    static boolean is(int descriptor) {
        if (!mayBe(descriptor)) {
            return false;
        }
        LOG.setLevel(Level.OFF);
        try {
            return CLibrary.isatty(descriptor) != 0;
        } catch (LinkageError e) {
            return false; // Whatever this is, it is nothing to draw on.
        } finally {
            removeExtracted();
        }
    }

    /** Pipes and files have no path below /dev; where nothing is said of descriptors, any may be one. */
    private static boolean mayBe(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .startsWith("/dev");
        } catch (IOException | RuntimeException e) {
            return !Files.isDirectory(Path.of("/proc/self/fd"));
        }
    }

    private static void removeExtracted() {
        String library = JLineNativeLoader.getNativeLibraryPath();
        if (library == null) {
            return;
        }
        Path file = Path.of(library);
        Path name = file.getFileName();
        if (name == null || !name.toString().startsWith(EXTRACTED)) {
            return; // One that is installed.
        }
        try { // What is loaded needs its name no more.
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(name + ".lck"));
        } catch (IOException e) {
            return; // It goes with the process.
        }
    }

    /** The size of the terminal behind that descriptor; null where it does not say. */
    @SuppressWarnings("UnsafeFinalization") // The long is the number of a request, nothing that a finalizer frees.
    static @Nullable Window window(int descriptor) {
        CLibrary.WinSize size = new CLibrary.WinSize();
        int result = CLibrary.ioctl(descriptor, CLibrary.TIOCGWINSZ, size);
        return result == 0 ? new Window(size.ws_col & 0xffff, size.ws_row & 0xffff) : null;
    }
}
