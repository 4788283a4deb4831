package dev.mailrace.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mailrace.runfile.RunDocument;

/** A run's document with the sentence that explains it. */
public final class Explained {
    private Explained() {}

    public static ObjectNode of(ObjectNode run) {
        return RunDocument.explained(run, Why.of(run));
    }
}
