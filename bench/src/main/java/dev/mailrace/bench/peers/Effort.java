package dev.mailrace.bench.peers;

/** How long Mailrace runs, in seconds: for its compiler, and for the record. */
record Effort(int warmupSeconds, int measuredSeconds) {}
