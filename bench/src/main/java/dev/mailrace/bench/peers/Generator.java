package dev.mailrace.bench.peers;

import dev.mailrace.bench.processes.Target;
import java.io.IOException;

/** A program that sends. */
interface Generator {
    /**
     * Loads the server once.
     *
     * @throws IOException when the program failed; the message says how
     */
    Sample measure(Cell cell, Target target) throws IOException, InterruptedException;
}
