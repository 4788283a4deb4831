package dev.mailrace.analysis;

import java.util.Locale;

/** The decision on a threshold. */
public enum Decision {
    /** It was kept, whatever is not known. */
    PASSED,
    /** It was not, whatever is not known. */
    BROKEN,
    /** That depends on what is not known. */
    NOT_DECIDED;

    /** The name in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
