package dev.mailrace.cluster;

/**
 * What a coordinator and its agents say to each other. Jackson writes and reads it, as CBOR; no other class is read, and Java's own
 * serialisation is off.
 */
interface Wire {
    /** Changes whenever one side could misunderstand the other. */
    int FORMAT = 3;
}
