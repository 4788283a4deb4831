/**
 * A mail server to aim at: fast and honest; it accepts, counts and forgets.
 *
 * <p>Owner threads: a {@link dev.mailrace.sink.SinkShard} and its sessions belong to one event loop; only the
 * {@link dev.mailrace.sink.Ledger} is shared.
 *
 * <p>Deliberate: content is counted, and stored on request only; any address is a good address unless
 * names are to be refused; passwords are compared in plain, because
 * CRAM-MD5 (RFC 2195) needs them so and because its mail is not worth protecting.
 */
@NullMarked
package dev.mailrace.sink;

import org.jspecify.annotations.NullMarked;
