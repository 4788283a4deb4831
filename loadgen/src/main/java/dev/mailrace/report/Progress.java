package dev.mailrace.report;

import dev.mailrace.metrics.RunInfo;
import dev.mailrace.metrics.Stage;
import dev.mailrace.words.Human;

/**
 * How far a run is.
 *
 * @param nowNanos from its start
 * @param ended arrivals that have ended
 */
record Progress(RunInfo info, Stage stage, long nowNanos, long ended) {
    private static final int BAR_COLUMNS_MIN = 8;
    private static final int BAR_COLUMNS_MAX = 40;
    private static final int BAR_COLUMNS_WIDE = 80;

    /** A bar and words; the bar is left out where it has no room, or no end is known. */
    Line line(int columnsMax) {
        Line label = Line.of(stage.label(), Line.STRONG).padded(Line.LABEL_COLUMNS);
        int room = columnsMax - label.columns() - 1;
        String text = position();
        if (room - text.length() - left().length() >= BAR_COLUMNS_MIN) {
            text += left();
        }
        int bar = Math.min(Room.isWide(columnsMax) ? BAR_COLUMNS_WIDE : BAR_COLUMNS_MAX, room - text.length());
        double share = share();
        if (share < 0 || bar < BAR_COLUMNS_MIN) {
            return label.with(text);
        }
        int full = (int) Math.round(bar * share);
        return label.with("█".repeat(full), Line.GOOD)
                .with("░".repeat(bar - full), Line.FAINT)
                .with(" " + text);
    }

    /** How much of the stage is over, from 0 to 1; negative when only the user ends it. */
    private double share() {
        return switch (stage) {
            case WARMUP -> part(nowNanos, info.warmupNanos());
            case MEASURE ->
                Math.max(
                        isTimed() ? part(nowNanos - info.warmupNanos(), info.endNanos() - info.warmupNanos()) : -1,
                        isCounted() ? part(ended, info.messagesMax()) : -1);
            case DRAIN -> 1;
        };
    }

    private boolean isTimed() {
        return info.endNanos() != Long.MAX_VALUE;
    }

    private boolean isCounted() {
        return info.messagesMax() > 0;
    }

    private static double part(long done, long asked) {
        return asked <= 0 ? 1 : Math.max(0, Math.min(1, (double) done / asked));
    }

    private String position() {
        return switch (stage) {
            case WARMUP -> Human.clock(nowNanos) + " of " + Human.clock(info.warmupNanos());
            case MEASURE -> {
                if (isCounted()) {
                    yield Human.count(ended) + " of " + Human.count(info.messagesMax());
                }
                String elapsed = Human.clock(nowNanos - info.warmupNanos());
                yield isTimed() ? elapsed + " of " + Human.clock(info.endNanos() - info.warmupNanos()) : elapsed;
            }
            case DRAIN -> "draining";
        };
    }

    /** Empty where unknown. */
    private String left() {
        return switch (stage) {
            case WARMUP -> ", " + Human.clock(Math.max(0, info.warmupNanos() - nowNanos)) + " left";
            case MEASURE -> {
                if (isCounted() && ended > 0 && ended < info.messagesMax()) {
                    double perEnded = (double) (nowNanos - info.warmupNanos()) / ended;
                    long estimate = Math.round(perEnded * (info.messagesMax() - ended));
                    yield ", about " + Human.clock(Math.min(estimate, leftNanos())) + " left";
                }
                yield isTimed() ? ", " + Human.clock(leftNanos()) + " left" : "";
            }
            case DRAIN -> "";
        };
    }

    /** Until the measured stage ends by the clock; {@link Long#MAX_VALUE} where it does not. */
    long leftNanos() {
        return isTimed() ? Math.max(0, info.endNanos() - nowNanos) : Long.MAX_VALUE;
    }
}
