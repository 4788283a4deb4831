package dev.mailrace.bench.soak;

import dev.mailrace.bench.processes.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Debian's Postfix, by scripts/servers/postfix. */
final class PostfixServer {
    private static final int SECONDS_MAX = 300;
    private static final int CANNOT = 3;

    private final Path script;
    private final Path folder;
    private final int port;

    private PostfixServer(Path script, Path folder, int port) {
        this.script = script;
        this.folder = folder;
        this.port = port;
    }

    /** Null where it cannot be had here: without its packages, or for a user who is not root. */
    static @Nullable PostfixServer start(Path script, Path folder, int port) throws IOException, InterruptedException {
        PostfixServer postfix = new PostfixServer(script, folder, port);
        Command.Ended ended = postfix.call("start", "--install");
        if (ended.code() == CANNOT) {
            System.err.println("soak: without Postfix: " + ended.printed().strip());
            return null;
        }
        if (ended.code() != 0) {
            throw new IOException("Postfix did not start: " + ended.printed().strip());
        }
        return postfix;
    }

    private Command.Ended call(String verb, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString(), verb));
        command.addAll(List.of("--port", String.valueOf(port), "--dir", folder.toString()));
        command.addAll(List.of(more));
        return Command.run(SECONDS_MAX, command);
    }

    int port() {
        return port;
    }

    /** Messages that it accepted, by its log. */
    long accepted() throws IOException, InterruptedException {
        Command.Ended ended = call("count");
        if (ended.code() != 0) {
            throw new IOException("Postfix's log: " + ended.printed().strip());
        }
        return Long.parseLong(ended.printed().strip());
    }

    void stop() throws IOException, InterruptedException {
        call("stop");
    }

    /** Ends it, if it still runs. */
    void end() {
        try {
            stop();
        } catch (IOException e) {
            System.err.println(
                    "soak: Postfix still runs: " + script + " stop --dir " + folder + " (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
