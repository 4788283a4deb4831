package dev.mailrace.scenario;

import dev.mailrace.fault.Refusal;
import dev.mailrace.mail.Feed;
import dev.mailrace.session.Phase;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command that each arrival begins with, timed as a phase of its own. Immutable.
 *
 * @param phase RSET, NOOP, VRFY, EXPN, HELP or ETRN
 * @param argument by the arrival's number; null: none
 */
public record Step(Phase phase, @Nullable Feed argument) {
    private static final List<Phase> PHASES =
            List.of(Phase.NOOP, Phase.RSET, Phase.VRFY, Phase.EXPN, Phase.HELP, Phase.ETRN);
    private static final String EXPECTED = "noop, rset, help, vrfy=user%05d, expn=list or etrn=example.test";

    public Step {
        boolean needs = phase == Phase.VRFY || phase == Phase.EXPN || phase == Phase.ETRN;
        boolean takes = needs || phase == Phase.HELP || phase == Phase.NOOP;
        if (!PHASES.contains(phase) || (needs && argument == null) || (!takes && argument != null)) {
            throw new Refusal("step", phase.label() + (argument == null ? "" : "=…"), EXPECTED);
        }
    }

    /**
     * Reads {@code noop} or {@code vrfy=user%05d}.
     *
     * @param first the pattern's first number
     * @param last the pattern's last number, included
     */
    public static Step parse(String text, long first, long last) {
        int equals = text.indexOf('=');
        String word = (equals < 0 ? text : text.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
        Phase phase = PHASES.stream()
                .filter(known -> known.label().equals(word))
                .findFirst()
                .orElseThrow(() -> new Refusal("step", text, EXPECTED));
        return new Step(phase, equals < 0 ? null : Feed.of(text.substring(equals + 1), first, last));
    }

    /** Appends the command of arrival number {@code sequence}, with its line end; {@code out} is borrowed. */
    public void write(long sequence, ByteBuf out) {
        out.writeCharSequence(phase.name(), StandardCharsets.US_ASCII);
        if (argument != null) {
            out.writeByte(' ');
            argument.write(sequence, out);
        }
        out.writeShort('\r' << 8 | '\n');
    }

    /** As it is written to files: names and plain values. */
    Map<String, Object> describe() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("command", phase.label());
        fields.put("argument", argument == null ? null : argument.describe());
        return fields;
    }

    @Override
    public String toString() {
        return phase.label() + (argument == null ? "" : "=" + argument);
    }
}
