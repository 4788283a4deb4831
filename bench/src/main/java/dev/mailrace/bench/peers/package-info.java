/** Mailrace beside other load generators for SMTP: client CPU a message, in turn against the same server. */
@NullMarked
package dev.mailrace.bench.peers;

import org.jspecify.annotations.NullMarked;
