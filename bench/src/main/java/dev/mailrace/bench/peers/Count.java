package dev.mailrace.bench.peers;

import dev.mailrace.bench.processes.Target;
import java.io.IOException;
import java.util.Locale;

/** The server's count beside the client's: who says that more was delivered than arrived has no place in the table. */
final class Count {
    private Count() {}

    /**
     * The sample, with the server's count where the client has none of its own.
     *
     * @param counted by the server, or {@link Target#UNCOUNTED}
     * @throws IOException when they differ, or nothing was sent
     */
    static Sample checked(Sample sample, long counted) throws IOException {
        if (sample.acceptedInAll() == Sample.SERVER_COUNTS) {
            if (counted <= 0) {
                throw new IOException("the server counted no message");
            }
            return new Sample(counted, sample.cpuSeconds(), sample.elapsedSeconds(), counted, 0, sample.verdict());
        }
        long most = sample.acceptedInAll() + sample.inDoubt();
        if (counted != Target.UNCOUNTED && (counted < sample.acceptedInAll() || counted > most)) {
            throw new IOException(String.format(
                    Locale.ROOT, "%,d messages sent, but the server counted %,d", sample.acceptedInAll(), counted));
        }
        return sample;
    }
}
