package dev.mailrace.experiment;

import dev.mailrace.fault.Refusal;
import dev.mailrace.fuzzing.FuzzTest;
import dev.mailrace.fuzzing.Input;
import dev.mailrace.fuzzing.Scratch;
import dev.mailrace.session.Transcript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A transcript differs in nothing from what it was written of. */
class TranscriptFuzzTest extends FuzzTest {
    private final Scratch scratch = new Scratch();

    @Override
    protected void fuzz(byte[] input) throws IOException {
        List<Transcript.Line> lines = new ArrayList<>();
        Input in = new Input(input);
        try {
            ExpectedDialogue.read(scratch.file("any", input)).differences(lines, true);
        } catch (Refusal e) {
            assertPlain(e.getMessage());
        }
        StringBuilder written = new StringBuilder();
        while (!in.isEmpty()) {
            boolean fromServer = in.flag();
            String text = in.line();
            if (text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                Transcript.Line line = new Transcript.Line(fromServer, text, -1);
                lines.add(line);
                written.append(line).append('\n');
            }
        }
        if (lines.stream().anyMatch(Transcript.Line::fromServer)) {
            byte[] saved = written.toString().getBytes(StandardCharsets.UTF_8);
            List<String> differences =
                    ExpectedDialogue.read(scratch.file("saved", saved)).differences(lines, true);
            assertSame(differences, List.of(), "differences");
        }
    }
}
