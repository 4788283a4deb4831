package dev.mailrace.engine;

import dev.mailrace.pacing.Pacing;
import dev.mailrace.pacing.RateProfile;
import dev.mailrace.pacing.Spacing;
import dev.mailrace.pacing.StopRule;

/** How many arrivals an open loop is asked for. Pure. */
public final class AskedArrivals {
    private static final double SHARE_LEAST = 0.99;

    /* Counts of a Poisson process have the deviation √n; five of them come by chance once in three million runs. */
    private static final double DEVIATIONS = 5;

    private AskedArrivals() {}

    /** What the measured stage must have at least, or the rate was missed; 0 in a closed loop, which asks for none. */
    public static long least(Pacing pacing, StopRule stop) {
        if (!(pacing instanceof Pacing.OpenLoop open)) {
            return 0;
        }
        double asked = asked(open.profile(), stop.endNanos(), stop) - asked(open.profile(), stop.warmupNanos(), stop);
        // Even arrivals are due at the start of their place: a stretch may hold one less than its share.
        double chance = open.spacing() == Spacing.POISSON ? DEVIATIONS * Math.sqrt(asked) : 0;
        return (long) Math.max(0, Math.floor(asked * SHARE_LEAST - chance - 1));
    }

    private static double asked(RateProfile profile, long nanos, StopRule stop) {
        double byTime = profile.countAt(Math.min(nanos, RateProfile.NANOS_MAX));
        return stop.messagesMax() == 0 ? byTime : Math.min(byTime, (double) stop.messagesMax());
    }
}
