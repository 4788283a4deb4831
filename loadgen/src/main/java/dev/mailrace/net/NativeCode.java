package dev.mailrace.net;

import dev.mailrace.files.Uncut;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Native code of Netty: where it is looked for first, it passes through the folder for temporary files. */
final class NativeCode {
    private NativeCode() {}

    /**
     * Why there is none, as {@code looked} says; null: it works. The process does not end amid the look, for that would leave the
     * library there.
     */
    static @Nullable Throwable unavailability(Supplier<@Nullable Throwable> looked) {
        try {
            Uncut.begin();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
        try {
            return looked.get();
        } finally {
            Uncut.end();
        }
    }
}
