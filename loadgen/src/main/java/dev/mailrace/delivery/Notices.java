package dev.mailrace.delivery;

import dev.mailrace.mail.Stamp;
import java.nio.charset.StandardCharsets;

/** Messages that are not the run's own: notices that one of its was given up, and strangers. */
final class Notices {
    private Notices() {}

    /** Writes down what it is. */
    static void tell(byte[] received, Following following, long nanos) {
        Bounce bounce = Bounce.read(received);
        Stamp.Mark mark = bounce == null ? null : bounce.original();
        if (bounce == null
                || mark == null
                || !mark.runId().equals(following.plan().runId())) {
            following
                    .log()
                    .remarkable(ArrivalLog.Kind.FOREIGN, 0, 0, nanos, bounce == null ? "" : "a notice of delivery");
            return;
        }
        Recogniser recogniser = new Recogniser(following.plan());
        recogniser.about(mark);
        for (Bounce.Recipient told : bounce.recipients()) {
            if (told.action() == Bounce.Action.FAILED) {
                bounced(following, mark, recipient(recogniser, told.address()), nanos, words(told));
            }
        }
        if (bounce.recipients().isEmpty()) {
            bounced(following, mark, ArrivalLog.ANY_RECIPIENT, nanos, "");
        }
    }

    private static void bounced(Following following, Stamp.Mark mark, int recipient, long nanos, String words) {
        following.log().remarkable(ArrivalLog.Kind.BOUNCE, mark.sequence(), recipient, nanos, words);
    }

    private static int recipient(Recogniser recogniser, String address) {
        Recipients one = new Recipients();
        byte[] bytes = address.getBytes(StandardCharsets.UTF_8);
        one.add(bytes, 0, bytes.length);
        int recipient = recogniser.recipientOf(recogniser.mail(one), one, 0);
        return recipient < 0 ? ArrivalLog.ANY_RECIPIENT : recipient;
    }

    /** Without the recipient's address: many may bounce for the same reason. */
    static String words(Bounce.Recipient told) {
        String diagnostic =
                told.address().isEmpty() ? told.diagnostic() : told.diagnostic().replace(told.address(), "…");
        return (told.status() + " " + diagnostic).strip();
    }
}
