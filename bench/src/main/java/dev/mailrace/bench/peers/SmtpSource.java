package dev.mailrace.bench.peers;

import dev.mailrace.bench.processes.Command;
import dev.mailrace.bench.processes.Cores;
import dev.mailrace.bench.processes.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Postfix's smtp-source. It takes a number of messages, not a time: a first batch warms the server and tells the pace, the
 * second is measured, as a whole process from start to end.
 */
final class SmtpSource implements Generator {
    private static final int FIRST_KEPT = 20_000;
    private static final int FIRST_ONE_EACH = 5_000;
    private static final long MESSAGES_MAX = 1_000_000;
    private static final int LIMIT_SECONDS = 120;

    /** smtp-source's {@code -l} is without these lines: From, To, Date, Message-Id and the empty one, counted by the sink. */
    static final int HEADER_BYTES = 141;

    private final Cores cores;
    private final int seconds;

    SmtpSource(Cores cores, int seconds) {
        this.cores = cores;
        this.seconds = seconds;
    }

    @Override
    public Sample measure(Cell cell, Target target) throws IOException, InterruptedException {
        int first = Math.max(cell.connections(), cell.kept() ? FIRST_KEPT : FIRST_ONE_EACH);
        double perSecond = first / send(cell, target, first).elapsedSeconds();
        long messages = Math.min(MESSAGES_MAX, Math.max(first, Math.round(perSecond * seconds)));
        Command.Ended ended = send(cell, target, messages);
        return new Sample(messages, ended.cpuSeconds(), ended.elapsedSeconds(), first + messages, 0, "");
    }

    private Command.Ended send(Cell cell, Target target, long messages) throws IOException, InterruptedException {
        Command.Ended ended = Command.run(LIMIT_SECONDS, cores.client(command(cell, target.address(), messages)));
        if (ended.code() != 0) {
            throw new IOException("smtp-source ended with " + ended.code() + ": "
                    + ended.printed().strip());
        }
        return ended;
    }

    static List<String> command(Cell cell, String address, long messages) {
        List<String> command = new ArrayList<>(List.of("smtp-source", "-s", String.valueOf(cell.connections())));
        command.addAll(List.of("-m", String.valueOf(messages)));
        command.addAll(List.of("-l", String.valueOf(Math.max(1, cell.bytes() - HEADER_BYTES))));
        command.addAll(List.of("-f", "sender@example.test", "-t", "user00001@example.test"));
        if (cell.kept()) {
            command.add("-d");
        }
        command.add(address);
        return List.copyOf(command);
    }
}
