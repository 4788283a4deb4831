package dev.mailrace.cli;

import java.util.Map;

/** A command whose defaults differ from those of the options that it shares with others. */
interface OwnDefaults {
    /** The defaults in words, by the longest name of their option; an empty text where there is none. */
    Map<String, String> ownDefaults();
}
