package dev.taskq.leader;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import java.time.Duration;

/**
 * When the promoter searches next: as it has planned, or sooner if a task was scheduled in its own process that becomes due before. It
 * saves waiting and nothing depends on it: a task that it is not told of is found by a planned search. Thread-safe.
 */
public final class NextSearch {
    /** Nothing that is due is told. A search comes long before. */
    private static final Duration NEVER = Duration.ofDays(1);

    /** Of what is left until a known due time: a loop sleeps for up to a tenth longer than its duty asks. */
    private static final int PERCENT_OF_A_SLEEP = 90;

    /** Not slept in parts. */
    private static final Duration SHORT = Duration.ofMillis(10);

    private final Signal wakeUp;

    /** Expired while a search is under way, or is to come at once. */
    @GuardedBy("this")
    private final Timer planned;

    @GuardedBy("this")
    private boolean isPlanExact;

    /** When the first task becomes due that was scheduled since the last search began. */
    @GuardedBy("this")
    private final Timer told;

    /**
     * Searches at once.
     *
     * @param wakeUp asks the promoter for a round
     */
    NextSearch(Platform platform, Signal wakeUp) {
        this.wakeUp = wakeUp;
        this.planned = platform.timer(Duration.ZERO);
        this.told = platform.timer(NEVER);
    }

    /** A search begins. What was told before is committed, so it finds that. */
    synchronized void begin() {
        planned.expire();
        told.reset(NEVER);
    }

    /**
     * A search has found all that is due.
     *
     * @param sleep until the next one
     * @param exact whether a task becomes due by then, so that the search must not come later
     */
    synchronized void plan(Duration sleep, boolean exact) {
        planned.reset(sleep);
        isPlanExact = exact;
    }

    /**
     * A task was scheduled in this process. Called after the commit.
     *
     * @param untilDue how long until it is due
     */
    public void scheduled(Duration untilDue) {
        boolean sooner;
        synchronized (this) {
            sooner = untilDue.compareTo(left()) < 0;
            if (untilDue.compareTo(told.remaining()) < 0) {
                told.reset(untilDue);
            }
        }
        if (sooner) {
            wakeUp.raise();
        }
    }

    /** How long to sleep before it is looked again whether a search is due; zero if one is. */
    synchronized Duration sleep() {
        Duration left = left();
        boolean exact = isPlanExact || told.remaining().compareTo(planned.remaining()) < 0;
        return exact && left.compareTo(SHORT) > 0
                ? left.multipliedBy(PERCENT_OF_A_SLEEP).dividedBy(100)
                : left;
    }

    private synchronized Duration left() {
        Duration untilTold = told.remaining();
        Duration untilPlanned = planned.remaining();
        return untilTold.compareTo(untilPlanned) < 0 ? untilTold : untilPlanned;
    }
}
