/**
 * The same run in many processes, on this machine or on others: a coordinator and its agents, each with some of the shards.
 * Membership, transport, failure detection and serialisation are Apache Pekko's. What the agents record comes together as
 * the shards of one process do.
 */
@NullMarked
package dev.mailrace.cluster;

import org.jspecify.annotations.NullMarked;
