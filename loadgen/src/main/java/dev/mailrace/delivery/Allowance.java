package dev.mailrace.delivery;

/** What one look may still take. Owned by one thread. */
final class Allowance {
    private int messages;
    private long bytes;

    Allowance(int messages, long bytes) {
        this.messages = messages;
        this.bytes = bytes;
    }

    boolean isLeft() {
        return messages > 0 && bytes > 0;
    }

    void use(long messageBytes) {
        messages--;
        bytes -= messageBytes;
    }
}
