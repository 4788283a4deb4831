package dev.mailrace.options;

import dev.mailrace.experiment.EmbeddedSink;
import dev.mailrace.fault.Refusal;
import dev.mailrace.scenario.Logins;
import dev.mailrace.scenario.Mix;
import dev.mailrace.scenario.ScenarioFile;
import dev.mailrace.scenario.ScenarioKeys;
import dev.mailrace.scenario.SessionKind;
import dev.mailrace.scenario.Target;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A kind of session as it was asked for.
 *
 * @param target null: the embedded sink
 * @param from where it stands in a file; null: no file
 */
public record NamedKind(
        String name,
        double weight,
        @Nullable String target,
        KindOptions options,
        @Nullable ScenarioDefaults from) {

    /**
     * Those of the file, or else {@code sole}.
     *
     * @param sole what command line and file say for all kinds
     */
    static List<NamedKind> all(CommandSpec run, @Nullable ScenarioDefaults file, NamedKind sole) {
        if (file == null || file.file().kinds().isEmpty()) {
            return List.of(sole);
        }
        CommandLine.ParseResult typed = run.commandLine().getParseResult();
        List<NamedKind> kinds = new ArrayList<>();
        for (ScenarioFile.Section section : file.file().kinds()) {
            ScenarioDefaults own = file.of(section);
            kinds.add(ScenarioDefaults.located(own, run, () -> {
                String target = typed.hasMatchedPositional(0) ? null : own.own(RunKeys.TARGET);
                return new NamedKind(
                        String.valueOf(own.own(ScenarioKeys.NAME)),
                        weight(String.valueOf(own.own(ScenarioKeys.WEIGHT))),
                        target == null ? sole.target : target,
                        own.options(typed),
                        own);
            }));
        }
        double total = kinds.stream().mapToDouble(NamedKind::weight).sum();
        for (NamedKind kind : kinds) {
            ScenarioDefaults.located(kind.from, run, () -> kind.checked(total));
        }
        return kinds;
    }

    private NamedKind checked(double total) {
        Mix.checkShare(weight, total);
        return this;
    }

    private static double weight(String text) {
        double weight = Double.parseDouble(text);
        if (!(weight > 0 && weight <= SessionKind.WEIGHT_MAX)) {
            throw new Refusal("weight", text, "a number > 0");
        }
        return weight;
    }

    /** One, or none. */
    public List<Logins> logins(long seed) {
        Logins logins = options.logins(seed);
        return logins == null ? List.of() : List.of(logins);
    }

    SessionKind kind(@Nullable EmbeddedSink sink, KindOptions.RunPlan plan) {
        if (target == null && sink != null) {
            Target own = options.connecting.tls.target(sink.target());
            return options.kind(name, weight, own, List.of(sink.address()), plan, EmbeddedSink.GUESTS);
        }
        Target parsed = options.connecting.target(String.valueOf(target));
        List<SocketAddress> addresses = Checked.addresses(parsed, options.connecting.session);
        return options.kind(name, weight, parsed, addresses, plan, null);
    }
}
