package dev.taskq.simulation.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The steps of a run: all of them if requested, otherwise the last ones. */
final class Steps {
    private static final int LAST = 60;

    private final boolean all;
    private final List<Trace.Step> kept = new ArrayList<>();
    private final long[] times = new long[LAST];
    private final String[] actors = new String[LAST];
    private final String[] points = new String[LAST];
    private long count;
    private volatile long progress;

    Steps(boolean all) {
        this.all = all;
    }

    void add(long now, String actor, String point) {
        int place = (int) (count % LAST);
        times[place] = now;
        actors[place] = actor;
        points[place] = point;
        count++;
        progress = count;
        if (all) {
            kept.add(new Trace.Step(Duration.ofNanos(now), actor, point));
        }
    }

    long count() {
        return count;
    }

    /** The number of steps, for threads outside the run. */
    long progress() {
        return progress;
    }

    Trace trace(String choices) {
        return new Trace(choices, kept);
    }

    String last() {
        List<Trace.Step> last = new ArrayList<>();
        for (long i = Math.max(0, count - LAST); i < count; i++) {
            int place = (int) (i % LAST);
            last.add(new Trace.Step(Duration.ofNanos(times[place]), actors[place], points[place]));
        }
        return Trace.lines(last);
    }
}
