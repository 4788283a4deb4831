package dev.mailrace.session;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A small transaction whose content names its number. */
final class Letter extends Transaction {
    private static final String ONLY = "only";

    private final List<String> steps;
    private final boolean mailFollows;
    private final int number;
    private final String sender;
    private final List<String> recipients;
    private final ByteBuf body;

    /**
     * @param body borrowed: the content behind the head, dot-stuffed and ending with CRLF
     */
    Letter(int number, String sender, List<String> recipients, ByteBuf body) {
        this(number, sender, recipients, body, List.of());
    }

    /** @param steps commands before MAIL; {@code only} as the last: no mail follows */
    Letter(int number, String sender, List<String> recipients, ByteBuf body, List<String> steps) {
        this.steps = steps.stream()
                .filter(step -> !step.isEmpty() && !step.equals(ONLY))
                .toList();
        this.mailFollows = !steps.contains(ONLY);
        this.number = number;
        this.sender = sender;
        this.recipients = List.copyOf(recipients);
        this.body = body;
    }

    @Override
    protected int steps() {
        return steps.size();
    }

    @Override
    protected Phase step(int index) {
        return Phase.of(steps.get(index).split(" ", -1)[0]);
    }

    @Override
    protected void writeStep(int index, ByteBuf out) {
        out.writeCharSequence(steps.get(index) + "\r\n", StandardCharsets.US_ASCII);
    }

    @Override
    protected boolean sendsMail() {
        return mailFollows;
    }

    @Override
    protected void writeEnvelopeId(ByteBuf out) {
        out.writeCharSequence("id" + number, StandardCharsets.US_ASCII);
    }

    @Override
    protected long contentBytes() {
        return ("Subject: message " + number + "\r\n\r\n").length() + (long) body.readableBytes();
    }

    @Override
    protected int recipients() {
        return recipients.size();
    }

    @Override
    protected void writeSender(ByteBuf out) {
        out.writeCharSequence(sender, StandardCharsets.US_ASCII);
    }

    @Override
    protected void writeRecipient(int index, ByteBuf out) {
        out.writeCharSequence(recipients.get(index), StandardCharsets.US_ASCII);
    }

    @Override
    protected void writeHead(ByteBuf out) {
        out.writeCharSequence("Subject: message " + number + "\r\n\r\n", StandardCharsets.US_ASCII);
    }

    @Override
    protected ByteBuf body(boolean stuffed) {
        return body;
    }

    @Override
    protected int bodyBytes(boolean stuffed) {
        return body.readableBytes();
    }

    @Override
    protected void writeTail(ByteBuf out) {
        // The body ends with a line end.
    }

    @Override
    public String toString() {
        return "message " + number;
    }
}
