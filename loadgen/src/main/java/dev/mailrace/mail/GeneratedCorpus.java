package dev.mailrace.mail;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One text or attachment, cut to the size that is drawn for each message. Immutable. */
final class GeneratedCorpus implements Corpus {
    private final GeneratedContent content;
    private final SizeDistribution sizes;
    private final long seed;
    private final Template template;

    GeneratedCorpus(GeneratedContent content, SizeDistribution sizes, long seed) {
        this.content = content;
        this.sizes = sizes;
        this.seed = seed;
        template = content.template(sizes.bytesMax(), seed);
    }

    @Override
    public Template at(long sequence) {
        return template;
    }

    @Override
    public Stamp.Fields stamped() {
        return Stamp.Fields.ALL;
    }

    @Override
    public long sizeBytesAt(long sequence) {
        return sizes.bytesAt(seed, sequence);
    }

    @Override
    public long bytesMax() {
        return sizes.bytesMax();
    }

    @Override
    public String words() {
        return "generated " + content.name().toLowerCase(Locale.ROOT) + ", " + sizes.words();
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", "generated");
        fields.put("form", content.name().toLowerCase(Locale.ROOT));
        fields.put("sizes", sizes.describe());
        return fields;
    }

    @Override
    public String toString() {
        return "generated " + content.name().toLowerCase(Locale.ROOT) + ", " + sizes + " bytes";
    }
}
