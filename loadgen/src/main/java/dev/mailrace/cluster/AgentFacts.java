package dev.mailrace.cluster;

/**
 * What an agent says of itself that does not change. More than seven parts: a column each of a list of agents.
 *
 * @param version Mailrace's
 * @param host the machine's name
 * @param pid of its process
 * @param openFilesMax files that it may have open at once
 * @param ports that it can connect from, of each of its addresses
 * @param transport how Netty reaches the network there
 */
public record AgentFacts(
        String version,
        String host,
        long pid,
        int cores,
        long memoryBytes,
        long openFilesMax,
        int ports,
        String transport,
        String jvm) {}
