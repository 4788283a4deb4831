package dev.mailrace.terminal;

/** While it is open, what this process prints for people is spelled as on another terminal. */
public final class Spelled implements AutoCloseable {
    private final Spelling before = Spelling.ours();

    private Spelled(Spelling spelling) {
        Spelling.use(spelling);
    }

    public static Spelled inAscii() {
        return new Spelled(Spelling.ASCII);
    }

    @Override
    public void close() {
        Spelling.use(before);
    }
}
