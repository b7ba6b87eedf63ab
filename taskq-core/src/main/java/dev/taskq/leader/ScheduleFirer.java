package dev.taskq.leader;

import dev.taskq.Recurrence;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskqException;
import dev.taskq.engine.StoreClock;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.recurrence.FireTimes;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.DueSchedule;
import dev.taskq.spi.DueSchedules;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.SameProcess;
import dev.taskq.spi.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires the schedules that are due: it commits first and sends hints then. The store's clock says what is due, and the store
 * compares each schedule with what was read here. So two leaders at once, or a repeat after an unknown outcome, fire nothing
 * twice, and a leader that dies has skipped nothing. One batch is one round, so that the lease is known to be held before each.
 */
final class ScheduleFirer implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleFirer.class);

    /** The most schedules of a round, and about the most tasks: a step may have some more. */
    private static final int MOST = 500;

    /** So many skipped fire times, which are counted one by one, take about the time of a task. */
    private static final int SKIPPED_A_TASK = 20;

    /** The most expressions that are kept as they were read. */
    private static final int MOST_READ = 2_000;

    private static final Duration LONGEST_SLEEP = Duration.ofMillis(500);
    /** While no schedule has a fire time. The first one may be put by another process. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    /** A loop sleeps for up to a tenth longer than its duty asks. */
    private static final int PERCENT_OF_A_LONG_SLEEP = 85;

    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);
    /** Another transaction holds all that is due. */
    private static final Duration HELD = Duration.ofMillis(20);

    private static final Duration COUNT = Duration.ofMinutes(1);

    private final Platform platform;
    private final Schedules schedules;
    private final DueScans scans;
    private final Consumer<List<Hint>> hints;
    private final Consumer<Set<String>> types;
    private final LeaderMetrics metrics;
    private final SameProcess sameProcess;
    private final Duration whileAlone;
    private final Timer nextCount;
    private final Map<Recurrence.Cron, FireTimes> read = new HashMap<>();
    private int most = MOST;

    /**
     * A firer.
     *
     * @param hints takes hints that are to be sent
     * @param types takes the types of tasks that were queued
     * @param whileAlone the longest sleep while no other process can put a schedule. A put in this one wakes the duty
     */
    ScheduleFirer(
            Platform platform,
            Schedules schedules,
            StoreClock storeClock,
            Consumer<List<Hint>> hints,
            Consumer<Set<String>> types,
            LeaderMetrics metrics,
            SameProcess sameProcess,
            Duration whileAlone) {
        this.whileAlone = whileAlone;
        this.platform = platform;
        this.schedules = schedules;
        this.sameProcess = sameProcess;
        this.scans = new DueScans(platform, storeClock, LONGEST_SLEEP);
        this.hints = hints;
        this.types = types;
        this.metrics = metrics;
        this.nextCount = platform.timer(Duration.ZERO);
    }

    @Override
    public Duration round() {
        if (nextCount.isExpired()) {
            nextCount.reset(COUNT);
            metrics.schedules(schedules.count());
        }
        int asked = most;
        Stopwatch sinceRead = platform.stopwatch();
        DueSchedules due = read(scans.next(), asked);
        Duration took = sinceRead.elapsed();
        List<FireStep> steps = steps(due);
        if (!steps.isEmpty()) {
            List<FireResult> results = fire(steps);
            tell(steps, results, due.now().plus(sinceRead.elapsed()));
            if (results.stream().allMatch(result -> result.effect() == FireResult.Effect.PASSED_OVER)) {
                return HELD;
            }
        }
        if (due.schedules().size() == asked || steps.size() < due.schedules().size()) {
            return Duration.ZERO;
        }
        scans.done(took);
        return scans.isOfTour() ? Duration.ZERO : scans.sleep(untilNext(due, steps));
    }

    private DueSchedules read(DueRange range, int asked) {
        try {
            return schedules.due(range, asked);
        } catch (StoreUnavailableException e) {
            scans.tooSlow();
            throw e;
        }
    }

    @Override
    public void termEnded() {
        metrics.forgetSchedules();
    }

    /** The steps of the first schedules, until they have tasks enough. */
    private List<FireStep> steps(DueSchedules due) {
        List<FireStep> steps = new ArrayList<>();
        int tasks = 0;
        for (DueSchedule schedule : due.schedules()) {
            if (tasks >= most) {
                break;
            }
            Optional<FireStep> step = plan(schedule, due.now());
            step.ifPresent(steps::add);
            tasks += step.map(it -> it.times().size() + it.skipped() / SKIPPED_A_TASK)
                    .orElse(0);
        }
        return steps;
    }

    /** Empty if the schedule cannot be read. It is paused, for it would be due for ever. */
    private Optional<FireStep> plan(DueSchedule schedule, Instant now) {
        try {
            return Optional.of(FirePlan.of(schedule, timesOf(schedule), now));
        } catch (TaskRejectedException e) {
            LOG.warn("schedule paused, its recurrence cannot be read schedule={}", schedule.name(), e);
            schedules.setPaused(schedule.name(), true, Optional.empty());
            return Optional.empty();
        }
    }

    /** An expression takes longer to be read than all else that is done with it. */
    private FireTimes timesOf(DueSchedule schedule) {
        if (!(schedule.recurrence() instanceof Recurrence.Cron cron)) {
            return FireTimes.of(schedule.recurrence(), schedule.anchor());
        }
        if (read.size() >= MOST_READ) {
            read.clear();
        }
        return read.computeIfAbsent(cron, expression -> FireTimes.of(expression, schedule.anchor()));
    }

    private List<FireResult> fire(List<FireStep> steps) {
        List<FireResult> results;
        try {
            results = schedules.fire(steps);
        } catch (TaskqException e) {
            // It may have taken too long: a smaller one may not. If it was done, the next round reads what is due then.
            most = Math.max(1, most / 2);
            throw e;
        }
        most = Math.min(MOST, most * 2);
        List<Hint> queued =
                results.stream().flatMap(result -> result.hints().stream()).toList();
        hints.accept(queued);
        Set<String> queuedTypes = new HashSet<>();
        queued.forEach(hint -> queuedTypes.add(hint.type()));
        types.accept(queuedTypes);
        return results;
    }

    /** Tells what was done, at a time of the store's clock after the commit. */
    private void tell(List<FireStep> steps, List<FireResult> results, Instant now) {
        Map<String, FireResult> byName = new HashMap<>();
        results.forEach(result -> byName.put(result.name(), result));
        for (FireStep step : steps) {
            FireResult result = byName.get(step.name());
            if (result == null || result.effect() == FireResult.Effect.PASSED_OVER) {
                continue;
            }
            metrics.fired(step, result, now);
            if (step.skipped() > 0) {
                LOG.info(
                        "schedule skipped fire times that passed schedule={} skipped={} last={}",
                        step.name(),
                        step.skipped(),
                        step.lastSkipped().orElse(now));
            }
            if (result.effect() == FireResult.Effect.OVERLAPPED) {
                LOG.debug("schedule skipped a fire time, its last task is not final schedule={}", step.name());
            }
        }
    }

    private Duration untilNext(DueSchedules due, List<FireStep> steps) {
        boolean alone = sameProcess.isAlone();
        Duration next = Stream.concat(
                        due.untilNext().stream(),
                        steps.stream()
                                .flatMap(step -> step.next().stream())
                                .map(time -> Duration.between(due.now(), time)))
                .min(Comparator.naturalOrder())
                .map(until -> alone ? sleepAlone(until) : shorter(until, LONGEST_SLEEP))
                .orElse(alone ? whileAlone : IDLE);
        return next.compareTo(SHORTEST_SLEEP) > 0 ? next : SHORTEST_SLEEP;
    }

    private Duration sleepAlone(Duration until) {
        if (until.compareTo(LONGEST_SLEEP) <= 0) {
            return until;
        }
        return shorter(until.multipliedBy(PERCENT_OF_A_LONG_SLEEP).dividedBy(100), whileAlone);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
