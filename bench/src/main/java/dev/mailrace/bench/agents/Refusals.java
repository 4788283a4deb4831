package dev.mailrace.bench.agents;

import java.util.List;
import java.util.regex.Pattern;

/** What a run or an agent does not want, and what both say of it. */
final class Refusals {
    Refusals(Setting setting, Pattern wanted, TrialTable table) {}

    static List<String> titles() {
        return List.of();
    }

    List<String> all() {
        return List.of();
    }
}
