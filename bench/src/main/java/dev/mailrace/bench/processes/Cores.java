package dev.mailrace.bench.processes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Client and server on a core each, so that neither takes the other's time.
 *
 * @param apart false where the machine has one core, or no taskset: the system then places both as it likes
 */
public record Cores(boolean apart) {
    private static final String CLIENT = "0";
    private static final String SERVER = "1";

    public List<String> client(List<String> command) {
        return on(CLIENT, command);
    }

    public List<String> server(List<String> command) {
        return on(SERVER, command);
    }

    private List<String> on(String core, List<String> command) {
        List<String> whole = new ArrayList<>();
        if (apart) {
            Collections.addAll(whole, "taskset", "-c", core);
        }
        whole.addAll(command);
        return List.copyOf(whole);
    }
}
