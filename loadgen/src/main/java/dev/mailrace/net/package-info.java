/**
 * Which transport carries the bytes (io_uring, epoll or NIO), and whose TLS protects them. Uses no other package.
 */
@NullMarked
package dev.mailrace.net;

import org.jspecify.annotations.NullMarked;
