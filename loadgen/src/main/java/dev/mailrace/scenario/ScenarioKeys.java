package dev.mailrace.scenario;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a scenario file by name, and other spellings of them. Immutable.
 *
 * @param run those that may stand at the top
 * @param kind those that may stand in a kind of session
 * @param otherNames of keys, such as an option's short name, with the key's
 * @param noKeys options that are no part of a scenario
 */
public record ScenarioKeys(
        Map<String, ScenarioKey> run,
        Map<String, ScenarioKey> kind,
        Map<String, String> otherNames,
        Set<String> noKeys) {
    /** Behind it stand the kinds of session. */
    public static final String SESSIONS = "sessions";

    public static final String NAME = "name";
    public static final String WEIGHT = "weight";

    private static final int PREFIX_MIN = 3;
    private static final int PREFIXED_MAX = 3;

    public ScenarioKeys {
        run = new LinkedHashMap<>(run); // In the order of the options.
        kind = new LinkedHashMap<>(kind);
        otherNames = Map.copyOf(otherNames);
        noKeys = Set.copyOf(noKeys);
    }

    /** What is wrong with a key that may not stand there, and what was expected. */
    record Stranger(String complaint, String expected) {}

    /** @param inKind whether it stands in a kind of session, else at the top */
    Stranger stranger(String key, boolean inKind) {
        String bare = key.replaceFirst("^-+", "").replace('_', '-');
        if (inKind && run.containsKey(bare)) {
            return new Stranger(key + " in a session class", "at the top: it holds for the whole run");
        }
        if (!inKind && kind.containsKey(bare) && !run.containsKey(bare)) {
            return new Stranger(key + " at the top", "in a session class, under " + SESSIONS);
        }
        if (noKeys.contains(bare)) {
            return new Stranger(key + " in a scenario", "on the command line: --" + bare);
        }
        String nearest = nearest(bare, inKind ? kind : run, inKind ? Stream.empty() : Stream.of(SESSIONS));
        return new Stranger(
                "unknown key '" + key + "'",
                nearest == null
                        ? "the long name of an option of 'mailrace run', such as " + (inKind ? "auth" : "rate")
                        : "perhaps '" + nearest + "'");
    }

    private @Nullable String nearest(String key, Map<String, ScenarioKey> known, Stream<String> more) {
        String meant = otherNames.get(key);
        if (meant != null && known.containsKey(meant)) {
            return meant;
        }
        List<String> names =
                Stream.concat(known.keySet().stream(), more).sorted().toList();
        List<String> longer =
                names.stream().filter(name -> name.startsWith(key)).toList();
        if (key.length() >= PREFIX_MIN && !longer.isEmpty() && longer.size() <= PREFIXED_MAX) {
            return String.join("' or '", longer);
        }
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return names.stream()
                .min(Comparator.comparing(name -> distance.apply(key, name)))
                .filter(name -> distance.apply(key, name) <= Math.max(1, key.length() / 3))
                .orElse(null);
    }
}
