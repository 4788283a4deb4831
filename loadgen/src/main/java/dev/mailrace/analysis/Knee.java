package dev.mailrace.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The knee of a latency–throughput curve: where more load begins to cost more latency than it brings throughput.
 *
 * <p>Both axes are scaled to 0…1 between the curve's ends; the knee is the point that lies farthest below the straight line
 * between them (Satopää, Albrecht, Irwin and Raghavan, "Finding a 'Kneedle' in a Haystack", 2011, without its smoothing:
 * each point is a whole run here).
 */
public final class Knee {
    private static final int POINTS_MIN = 4;
    private static final double DISTANCE_MIN = 0.1;

    private Knee() {}

    /** A run: its load, and the time that it came to, in any unit. */
    public record Point(double load, double time) {}

    /** Null when there are too few points, or the curve is as good as straight. */
    public static @Nullable Point of(List<Point> points) {
        List<Point> curve = new ArrayList<>(points);
        curve.sort(Comparator.comparingDouble(Point::load));
        if (curve.size() < POINTS_MIN) {
            return null;
        }
        Point first = curve.get(0);
        Point last = curve.get(curve.size() - 1);
        double lowest = curve.stream().mapToDouble(Point::time).min().orElse(0);
        double highest = curve.stream().mapToDouble(Point::time).max().orElse(0);
        double widest = DISTANCE_MIN;
        Point knee = null;
        for (Point point : curve) {
            double x = (point.load - first.load) / (last.load - first.load);
            double y = (point.time - lowest) / (highest - lowest);
            if (x - y > widest) {
                widest = x - y;
                knee = point;
            }
        }
        return knee;
    }
}
