package dev.mailrace.mail;

import io.netty.buffer.ByteBuf;

/**
 * Prepared content: what follows the {@link Stamp}'s header fields, framed for DATA and for BDAT once. Immutable; every
 * shard sends from the same bytes.
 *
 * <p>A message is the stamp's fields, the head, a beginning of the body, and the tail.
 *
 * <p>{@code roomBytes} is what the stamp's fields and the least head leave of the size that was asked for: the bytes before
 * stuffing, 0 or less when they leave nothing. A template whose size is its own takes no notice of it.
 */
public sealed interface Template permits GeneratedText, GeneratedBase64, StoredMessage {
    /** Appends what depends on the envelope, and what its size asks for; {@code out} is borrowed. */
    void writeHead(long sequence, Envelopes envelopes, long roomBytes, ByteBuf out);

    /** How many bytes {@link #writeHead} appends where there is no room for more. */
    int headBytes(long sequence, Envelopes envelopes);

    /** The body for all sizes, dot-stuffed or plain: borrowed, shared, read-only and direct; releasing it does nothing. */
    ByteBuf body(boolean stuffed);

    /** How many bytes of {@link #body}, from its first, belong to a message. */
    int bodyBytes(boolean stuffed, long roomBytes);

    /** Appends what ends the last line, without the final dot; {@code out} is borrowed. */
    void writeTail(long roomBytes, ByteBuf out);

    /** How many bytes of the room are taken, by the head or behind it, before stuffing and without the final dot. */
    long textBytes(long roomBytes);
}
