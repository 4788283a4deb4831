package dev.mailrace.delivery;

import dev.mailrace.mail.MailPlan;
import java.util.List;
import java.util.function.LongToIntFunction;

/**
 * What a run sends, as those need it who recognise it on arrival. Immutable; any thread may use it.
 *
 * @param mails of each session class
 * @param mailOf which of them a message of that number most likely is of
 * @param check what of a message is looked at when it arrives
 */
public record DeliveryPlan(List<MailPlan> mails, LongToIntFunction mailOf, DeliveryCheck check) {
    public DeliveryPlan {
        mails = List.copyOf(mails);
    }

    String runId() {
        return mails.get(0).runId();
    }

    /** The most recipients that a message has. */
    int width() {
        return mails.stream().mapToInt(MailPlan::recipients).max().orElse(1);
    }

    /** How many recipients the message of that number most likely has. */
    int recipients(long sequence) {
        return mails.get(mailOf.applyAsInt(sequence)).recipients();
    }
}
