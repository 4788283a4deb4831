package dev.mailrace.mail;

/** One text, cut to the size that is drawn for each message. Immutable. */
final class GeneratedCorpus implements Corpus {
    private final SizeDistribution sizes;
    private final long seed;
    private final Template text;

    GeneratedCorpus(SizeDistribution sizes, long seed) {
        this.sizes = sizes;
        this.seed = seed;
        text = new GeneratedText(sizes.bytesMax(), seed);
    }

    @Override
    public Template at(long sequence) {
        return text;
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
    public String toString() {
        return "generated text, " + sizes + " bytes";
    }
}
