package dev.mailrace.terminal;

/** What this process prints for people, spelled as on another terminal. */
public final class Spelled {
    private Spelled() {}

    /** What prints something. */
    public interface Printing {
        void print() throws Exception;
    }

    public static void inAscii(Printing printing) throws Exception {
        Spelling before = Spelling.ours();
        Spelling.use(Spelling.ASCII);
        try {
            printing.print();
        } finally {
            Spelling.use(before);
        }
    }
}
