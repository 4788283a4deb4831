/**
 * Which transport carries the bytes (io_uring, epoll or NIO), and whose TLS protects them.
 */
@NullMarked
package dev.mailrace.net;

import org.jspecify.annotations.NullMarked;
