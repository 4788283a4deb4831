package dev.mailrace.cluster;

/**
 * What an agent says of itself.
 *
 * @param version Mailrace's
 * @param host the machine's name
 * @param pid of its process
 * @param openFilesMax files that it may have open at once
 */
public record AgentFacts(
        String version, String host, long pid, int cores, long memoryBytes, long openFilesMax, String jvm) {}
