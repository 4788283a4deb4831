package dev.mailrace.delivery;

import dev.mailrace.fault.Errno;
import java.io.IOException;
import java.nio.file.NotDirectoryException;

/** Tells what is not there, or not yet, from what cannot be read. */
final class Absence {
    private Absence() {}

    static boolean causes(IOException failure) {
        Errno error = Errno.of(failure);
        return error == Errno.ENOENT || error == Errno.ENOTDIR || failure instanceof NotDirectoryException;
    }
}
