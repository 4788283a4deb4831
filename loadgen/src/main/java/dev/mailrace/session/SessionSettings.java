package dev.mailrace.session;

/**
 * What every session of a kind has in common.
 *
 * @param hello how it introduces itself
 * @param security whether it speaks TLS
 * @param login how to log in, if at all
 * @param sending what to send without waiting, where offered
 * @param timeouts one a phase
 */
public record SessionSettings(Hello hello, Security security, Login login, Sending sending, Timeouts timeouts) {}
