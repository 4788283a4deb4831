package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.session.Dialogue.Kind;
import dev.mailrace.session.Dialogue.Step;
import dev.mailrace.wire.Pieces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks the folder of transcripts: every one holds however its bytes are cut. */
class DialogueTest {
    private static final int SEEDS = 5;

    static Stream<Dialogue> dialogues() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(DialogueTest.class.getResource("/dialogues"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(Dialogue::read).toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dialogues")
    void runsAsWritten(Dialogue dialogue) {
        new Play(dialogue, "\r\n", Pieces::whole).run("whole");
        if (dialogue.option("glued", "no").equals("yes")) {
            return; // In pieces the client would have spoken in between.
        }
        new Play(dialogue, "\r\n", Pieces::bytewise).run("byte by byte");
        new Play(dialogue, "\n", Pieces::whole).run("LF alone");
        for (long seed = 0; seed < SEEDS; seed++) {
            long cut = seed;
            new Play(dialogue, "\r\n", bytes -> Pieces.random(bytes, cut)).run("seed " + seed);
        }
    }

    /** One performance of a dialogue. */
    private static final class Play {
        private final Dialogue dialogue;
        private final String lineEnd;
        private final Function<byte[], Pieces> cut;
        private final Rig rig;
        private int messagesSeen;

        Play(Dialogue dialogue, String lineEnd, Function<byte[], Pieces> cut) {
            this.dialogue = dialogue;
            this.lineEnd = lineEnd;
            this.cut = cut;
            this.rig = rig(dialogue);
        }

        private static Rig rig(Dialogue dialogue) {
            Rig rig = Rig.of(DialogueSetting.settings(dialogue), DialogueSetting.caller(dialogue));
            List<String> to = List.of(dialogue.option("to", "r1@example.org").split(", ", -1));
            List<String> steps = List.of(dialogue.option("steps", "").split(", ", -1));
            for (int i = 1; i <= Integer.parseInt(dialogue.option("messages", "1")); i++) {
                rig.owner.work.add(new Letter(i, dialogue.option("from", "s@example.org"), to, rig.body, steps));
            }
            rig.owner.quitsWhenDone = dialogue.option("then", "quit").equals("quit");
            return rig;
        }

        void run(String way) {
            List<Step> steps = dialogue.steps();
            int at = 0;
            while (at < steps.size()) {
                String where = dialogue.name() + ".txt:" + steps.get(at).line() + ", " + way;
                ByteArrayOutputStream speech = new ByteArrayOutputStream();
                Step step = steps.get(at);
                if (step.kind() == Kind.SERVER) {
                    while (at < steps.size() && steps.get(at).kind() == Kind.SERVER) {
                        speech.writeBytes(steps.get(at++).bytes(lineEnd));
                    }
                    speak(speech.toByteArray(), where);
                } else {
                    at++;
                    happen(step);
                }
                StringBuilder expected = new StringBuilder();
                for (; at < steps.size() && isClient(steps.get(at)); at++) {
                    expected.append(steps.get(at).kind() == Kind.CLIENT ? line(steps.get(at)) : content());
                }
                assertThat(rig.said()).as("the client behind %s", where).isEqualTo(expected.toString());
            }
            String end = dialogue.name() + ".txt, " + way;
            String closed = rig.owner.closedCount == 0 ? "open" : RecordingOwner.describe(rig.owner.closedBy);
            assertThat(closed)
                    .as("%s: closed (%s)", end, rig.owner.closedBy)
                    .isEqualTo(dialogue.option("closed", "clean"));
            assertThat(rig.owner.endings).as("%s: outcomes", end).isEqualTo(dialogue.outcomes());
            assertThat(rig.owner.work)
                    .as("%s: messages that never began", end)
                    .hasSize(Integer.parseInt(dialogue.option("messages", "1")) - rig.owner.begun.size());
            rig.finish(end);
        }

        /** The client says nothing before the last byte of what it waits for. */
        private void speak(byte[] bytes, String where) {
            assertThat(rig.channel.isOpen())
                    .as("the client has not left before %s", where)
                    .isTrue();
            int left = bytes.length;
            for (byte[] piece : cut.apply(bytes).pieces()) {
                left -= piece.length;
                rig.serverBytes(piece);
                if (left > 0) {
                    assertThat(rig.channel.outboundMessages())
                            .as("a byte early in %s, %d bytes before its end", where, left)
                            .isEmpty();
                }
            }
        }

        private void happen(Step step) {
            switch (step.kind()) {
                case WAIT -> rig.pass(Duration.ofSeconds(Long.parseLong(step.text())));
                case CLOSE -> rig.serverCloses();
                case RESET -> rig.serverResets();
                case BROKEN_PIPE -> rig.channel.pipeline().fireExceptionCaught(new IOException("Broken pipe"));
                case SERVER, CLIENT, CONTENT ->
                    throw new AssertionError("line " + step.line() + ": the client speaks first");
            }
        }

        private static boolean isClient(Step step) {
            return step.kind() == Kind.CLIENT || step.kind() == Kind.CONTENT;
        }

        private static String line(Step step) {
            return new String(step.bytes("\r\n"), StandardCharsets.UTF_8);
        }

        private String content() {
            // Messages whose envelope was refused are not sent, so the number is that of the one that was.
            for (; messagesSeen < rig.owner.begun.size(); messagesSeen++) {
                Transaction transaction = rig.owner.begun.get(messagesSeen);
                if (transaction.contentSent) {
                    messagesSeen++;
                    boolean chunked = !dialogue.option("chunking", "").isEmpty();
                    return "Subject: " + transaction + "\r\n\r\nHello.\r\n..\r\n" + (chunked ? "" : ".\r\n");
                }
            }
            return "<no content was sent>";
        }
    }
}
