package dev.mailrace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailrace.session.ChunkServer.Habit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is refused, and wherever in a window of BDAT transactions: what the client calls accepted the server took. */
class RefusalWindowTest {
    private static final int WINDOW_MAX = 8;

    /** What of a message is refused. */
    private enum Refused {
        NOTHING("accepted"),
        MAIL("rejected mail 552 5.3.4"),
        ALL_RECIPIENTS("rejected rcpt 550 5.1.1"),
        SOME_RECIPIENTS("accepted (1 of 2 recipients)"),
        CHUNK("rejected chunk 452 4.3.1"),
        LAST("rejected content 554 5.7.1");

        private final String ending;

        Refused(String ending) {
            this.ending = ending;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FORGETS, false", "KEEPS_WITHOUT_RECIPIENTS, false", "SPOILS, false", "KEEPS, false",
        "FORGETS, true", "KEEPS_WITHOUT_RECIPIENTS, true", "SPOILS, true", "KEEPS, true"
    })
    void oneRefusalAtAnyPlace(Habit habit, boolean lmtp) {
        for (int window = 1; window <= WINDOW_MAX; window++) {
            for (int place = 0; place < window; place++) {
                for (Refused refused : Refused.values()) {
                    Refused[] plan = plan(window);
                    plan[place] = refused;
                    new Play(habit, lmtp, window, plan).run();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FORGETS, false", "KEEPS_WITHOUT_RECIPIENTS, false", "SPOILS, false", "KEEPS, false",
        "FORGETS, true", "KEEPS_WITHOUT_RECIPIENTS, true", "SPOILS, true", "KEEPS, true"
    })
    void twoRefusalsInARow(Habit habit, boolean lmtp) {
        for (int window = 2; window < WINDOW_MAX; window += 3) {
            for (Refused first : Refused.values()) {
                for (Refused second : Refused.values()) {
                    Refused[] plan = plan(window);
                    plan[window - 2] = first;
                    plan[window - 1] = second;
                    new Play(habit, lmtp, window, plan).run();
                }
            }
        }
    }

    private static Refused[] plan(int window) {
        Refused[] plan = new Refused[window + 2];
        Arrays.fill(plan, Refused.NOTHING);
        return plan;
    }

    /** One session. */
    private static final class Play {
        private final Habit habit;
        private final Refused[] plan;
        private final int window;
        private final String context;
        private final ChunkServer server;
        private final Rig rig;

        Play(Habit habit, boolean lmtp, int window, Refused[] plan) {
            this.habit = habit;
            this.plan = plan;
            this.window = window;
            this.context = habit + (lmtp ? " lmtp" : "") + ", window " + window + ", " + List.of(plan);
            this.server = new ChunkServer(habit, lmtp, numbers(Refused.CHUNK), numbers(Refused.LAST));
            boolean inParts = numbers(Refused.CHUNK).size() > 0;
            Hello hello = new Hello(lmtp ? Protocol.LMTP : Protocol.SMTP, Rig.CLIENT, "mail.example", Forwarding.NONE);
            Sending sending = new Sending(Pipelining.TRANSACTION, window, inParts ? 22 : 0, Extensions.NONE);
            rig = Rig.of(
                    new SessionSettings(hello, Security.NONE, Login.NONE, sending, Timeouts.standard()),
                    Caller.ANYBODY);
            for (int i = 0; i < plan.length; i++) {
                String first = plan[i] == Refused.ALL_RECIPIENTS ? "no1@x" : "r1@x";
                String second =
                        plan[i] == Refused.ALL_RECIPIENTS || plan[i] == Refused.SOME_RECIPIENTS ? "no2@x" : "r2@x";
                String sender = plan[i] == Refused.MAIL ? "no@x" : "s@x";
                rig.owner.work.add(new Letter(i + 1, sender, List.of(first, second), rig.body));
            }
        }

        private Set<Integer> numbers(Refused refused) {
            Set<Integer> numbers = new HashSet<>();
            for (int i = 0; i < plan.length; i++) {
                if (plan[i] == refused) {
                    numbers.add(i + 1);
                }
            }
            return numbers;
        }

        private String ending(int i) {
            boolean unheard = plan[i] == Refused.MAIL
                    && i > 0
                    && plan[i - 1] == Refused.ALL_RECIPIENTS
                    && window > 1
                    && habit == Habit.KEEPS_WITHOUT_RECIPIENTS;
            return unheard ? Refused.NOTHING.ending : plan[i].ending; // Its sender was never looked at.
        }

        void run() {
            rig.server("220 mail.example");
            for (List<String> replies = server.hear(rig.said());
                    !replies.isEmpty();
                    replies = server.hear(rig.said())) {
                rig.server(String.join("\r\n", replies));
            }
            Set<Integer> accepted = new TreeSet<>();
            for (int i = 0; i < rig.owner.begun.size(); i++) {
                if (rig.owner.endings.get(i).startsWith("accepted")) {
                    accepted.add(i + 1);
                }
            }
            assertThat(accepted).as(context).isEqualTo(server.taken());
            if (habit == Habit.FORGETS || habit == Habit.KEEPS_WITHOUT_RECIPIENTS) {
                for (int i = 0; i < plan.length; i++) {
                    assertThat(rig.owner.endings.get(i))
                            .as("%s, message %d", context, i + 1)
                            .isEqualTo(ending(i));
                }
            }
            assertThat(RecordingOwner.describe(rig.owner.closedBy)).as(context).isEqualTo("clean");
            rig.finish(context);
        }
    }
}
