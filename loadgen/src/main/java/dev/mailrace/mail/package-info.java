/**
 * What is sent, from whom and to whom: feeds, envelopes, sizes, templates, stamps, and the plan that joins them.
 *
 * <p>Owner thread: none; all but {@link dev.mailrace.mail.Stamp} is immutable and shared by every shard. Uses
 * {@code wire}, {@code fault} and {@code files}.
 *
 * <p>Deliberate: nothing here counts or remembers. What message number {@code sequence} (from 0) looks like follows
 * from the seed and that number alone, so the plan is the same for any number of threads. Methods that take a
 * {@code sequence} and a buffer are the send path and allocate nothing.
 */
@NullMarked
package dev.mailrace.mail;

import org.jspecify.annotations.NullMarked;
