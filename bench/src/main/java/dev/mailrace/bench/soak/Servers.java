package dev.mailrace.bench.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of a soak: a sink that stays, one that is restarted, and Postfix where there is one. */
final class Servers {
    private final SinkProcess lasting;
    private final RestartedSink restarted;
    private final @Nullable PostfixServer postfix;

    /**
     * Starts them.
     *
     * @param postfixPort 0 for none
     */
    Servers(Path launcher, Path folder, int secondsMax, int postfixPort) throws IOException, InterruptedException {
        Path script = launcher.resolveSibling("servers").resolve("postfix");
        postfix = postfixPort == 0 ? null : PostfixServer.start(script, folder.resolve("postfix"), postfixPort);
        lasting = SinkProcess.start(
                launcher,
                folder.resolve("sink.log"),
                0,
                secondsMax,
                List.of("--tls", "implicit", "--refuse-by-name", "--service-time", "2ms"));
        restarted = new RestartedSink(
                launcher, folder, secondsMax, List.of("--tls", "starttls", "--refuse-by-name", "--reset-at-refusal"));
    }

    Load load(int messagesPerConnection, int rate) {
        return new Load(
                messagesPerConnection, rate, restarted.port(), lasting.port(), postfix == null ? 0 : postfix.port());
    }

    SinkProcess lasting() {
        return lasting;
    }

    RestartedSink restarted() {
        return restarted;
    }

    boolean withPostfix() {
        return postfix != null;
    }

    /** Ends all, and returns how many messages they accepted together. */
    long stop() throws IOException, InterruptedException {
        long accepted = lasting.stop() + restarted.stop();
        if (postfix != null) {
            accepted += postfix.accepted();
            postfix.stop();
        }
        return accepted;
    }

    /** Ends what still runs. */
    void end() {
        lasting.end();
        restarted.end();
        if (postfix != null) {
            postfix.end();
        }
    }
}
