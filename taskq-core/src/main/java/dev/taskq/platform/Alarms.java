package dev.taskq.platform;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Platform.ThreadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the waits of virtual threads when their time is over. For each timed wait of a virtual thread the JDK makes a timer, and wakes a
 * thread of its own to set it and once more to cancel it. But nearly all waits end long before their time. So a virtual thread waits
 * without a time and sets an alarm, which costs no wake-up: the thread of the alarms sleeps until the earliest alarm that it knows, and
 * is woken only for an earlier one.
 *
 * <p>The thread ends after {@link #KEPT} without an alarm, and the next alarm starts another one. Thread-safe.
 */
final class Alarms {
    /** So long the thread stays without an alarm: calls that come one after the other do not start one each. */
    static final Duration KEPT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Platform platform;
    private final Duration kept;
    private final long start;
    private final Signal earlier;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final NavigableSet<Alarm> alarms =
            new TreeSet<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::number));

    @GuardedBy("lock")
    private long number;

    @GuardedBy("lock")
    private boolean runs;

    @GuardedBy("lock")
    private long lastSet;

    /** Until when the thread sleeps, unless it is woken. */
    @GuardedBy("lock")
    private long sleepsUntil;

    /**
     * No alarm is set.
     *
     * @param kept how long the thread stays without an alarm
     */
    Alarms(Platform platform, Duration kept) {
        this.platform = platform;
        this.kept = kept;
        this.start = platform.nanoTime();
        this.earlier = platform.newSignal();
    }

    /** One alarm. Thread-safe. */
    static final class Alarm {
        private final long at;
        private final long number;
        private final Runnable ring;
        private volatile boolean rung;

        private Alarm(long at, long number, Runnable ring) {
            this.at = at;
            this.number = number;
            this.ring = ring;
        }

        private long at() {
            return at;
        }

        private long number() {
            return number;
        }

        /** Whether its time is over. */
        boolean hasRung() {
            return rung;
        }

        private void ring() {
            rung = true;
            try {
                ring.run();
            } catch (RuntimeException e) {
                LOG.error("an alarm failed, the others go on", e);
            }
        }
    }

    /**
     * Sets an alarm.
     *
     * @param after when it rings, from now on
     * @param ring run on the thread of the alarms, at most once; must not wait
     */
    Alarm set(Duration after, Runnable ring) {
        long length = (after.compareTo(LONGEST) < 0 ? after : LONGEST).toNanos();
        Alarm alarm;
        boolean wake;
        synchronized (lock) {
            if (!runs) {
                platform.spawn("taskq-alarms", ThreadKind.PLATFORM, this::ringUntilIdle);
                runs = true;
                // It has not looked yet.
                sleepsUntil = Long.MIN_VALUE;
            }
            lastSet = now();
            alarm = new Alarm(lastSet + length, number++, ring);
            alarms.add(alarm);
            wake = alarm.at() < sleepsUntil;
        }
        if (wake) {
            earlier.raise();
        }
        return alarm;
    }

    /** Takes an alarm back. It may ring at this moment. */
    void clear(Alarm alarm) {
        synchronized (lock) {
            alarms.remove(alarm);
        }
    }

    /** How many are set. */
    int size() {
        synchronized (lock) {
            return alarms.size();
        }
    }

    /** Whether its thread runs. */
    boolean isRunning() {
        synchronized (lock) {
            return runs;
        }
    }

    private long now() {
        return platform.nanoTime() - start;
    }

    private void ringUntilIdle() {
        boolean idle = false;
        try {
            while (!idle) {
                long seen = earlier.count();
                takeDue().forEach(Alarm::ring);
                Optional<Duration> sleep = untilNext();
                sleep.ifPresent(longest -> sleep(seen, longest));
                idle = sleep.isEmpty();
            }
        } finally {
            if (!idle) {
                // By an Error. The next alarm starts another thread, which rings those that are left.
                synchronized (lock) {
                    runs = false;
                }
            }
        }
    }

    /** How long the thread may sleep; empty if it ends. */
    private Optional<Duration> untilNext() {
        synchronized (lock) {
            long now = now();
            // It also looks in between, since an alarm that was taken back may have been the last one.
            sleepsUntil = alarms.isEmpty()
                    ? lastSet + kept.toNanos()
                    : Math.min(alarms.first().at(), now + kept.toNanos());
            Duration sleep = Duration.ofNanos(sleepsUntil - now);
            runs = !alarms.isEmpty() || sleep.isPositive();
            return runs ? Optional.of(sleep) : Optional.empty();
        }
    }

    private List<Alarm> takeDue() {
        List<Alarm> due = new ArrayList<>();
        synchronized (lock) {
            long now = now();
            while (!alarms.isEmpty() && alarms.first().at() <= now) {
                due.add(alarms.removeFirst());
            }
        }
        return due;
    }

    private void sleep(long seen, Duration longest) {
        try {
            earlier.await(seen, longest);
        } catch (InterruptedException e) {
            // No interrupt is meant for this thread: it looks again.
            LOG.debug("the thread of the alarms was interrupted", e);
        }
    }
}
