/**
 * Whether what a server accepted arrived: once, whole, where it should, and when; or as a bounce.
 *
 * <p>Owner thread: what reads a mailbox belongs to one thread, which is not a shard's; the rest is values and pure
 * functions. What arrives is hostile: nothing here throws because of a message, and nothing takes more time or memory than
 * the message's length accounts for.
 */
@NullMarked
package dev.mailrace.delivery;

import org.jspecify.annotations.NullMarked;
