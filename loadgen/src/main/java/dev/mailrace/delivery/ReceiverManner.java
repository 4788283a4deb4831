package dev.mailrace.delivery;

import dev.mailrace.net.Transport;
import dev.mailrace.sink.FaultPlan;
import dev.mailrace.sink.SinkService;
import dev.mailrace.sink.SinkTls;

/**
 * How receivers behave. Immutable.
 *
 * @param service how long one works on a message, and by how many workers
 * @param faults what one does wrong
 * @param tls whether it speaks TLS
 */
public record ReceiverManner(Transport transport, SinkService service, FaultPlan faults, SinkTls tls) {}
