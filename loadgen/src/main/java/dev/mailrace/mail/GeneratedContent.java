package dev.mailrace.mail;

/** What generated messages are made of. */
public enum GeneratedContent {
    /** Sentences, as people write them. */
    TEXT,
    /** An attachment in base64, which content scanners have to decode. */
    BASE64;

    Template template(long bytesMax, long seed) {
        return switch (this) {
            case TEXT -> new GeneratedText(bytesMax, seed);
            case BASE64 -> new GeneratedBase64(bytesMax, seed);
        };
    }
}
