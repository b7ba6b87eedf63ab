package dev.taskq.test;

import dev.taskq.SchedulePage;
import dev.taskq.TaskContext;
import dev.taskq.TaskFilter;
import dev.taskq.coordinator.Tasks;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Schedules;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Runs attempts, moves the clock, and brings about faults. */
final class Drive implements FaultyHandler.Mishaps {
    /** What a caller waits that gives no time. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private static final Duration UNTIL_A_LOSS_IS_FOUND = Duration.ofSeconds(1);

    private final CallerThread thread;
    private final StorePort store;
    private final Tasks tasks;

    Drive(CallerThread thread, StorePort store, Tasks tasks) {
        this.thread = thread;
        this.store = store;
        this.tasks = tasks;
    }

    Instant now() {
        return thread.now();
    }

    int drain() {
        return exclusively(() -> drainBut(0));
    }

    int drain(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("most must not be negative");
        }
        return exclusively(() -> {
            int ran = 0;
            thread.settle();
            while (ran < most && thread.runAttempt()) {
                ran++;
            }
            return ran;
        });
    }

    int advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("the clock does not move back");
        }
        return exclusively(() -> {
            Instant end = now().plus(time);
            int ran = drainBut(0);
            while (moveToNextDue(end)) {
                ran += drainBut(ran);
            }
            if (now().isBefore(end)) {
                thread.moveTo(end);
            }
            return ran + drainBut(ran);
        });
    }

    void clear() {
        exclusively(() -> {
            Schedules schedules = store.schedules();
            for (SchedulePage page = first(schedules); !page.schedules().isEmpty(); page = first(schedules)) {
                page.schedules()
                        .forEach(schedule ->
                                schedules.delete(schedule.definition().name(), Optional.empty()));
            }
            for (long id : SubmittedTasks.ids(tasks, TaskFilter.ALL)) {
                tasks.cancel(id);
                tasks.delete(id);
            }
            store.types().all().stream().filter(TypeState::paused).forEach(type -> tasks.resume(type.name()));
            thread.settle();
            return 0;
        });
    }

    private static SchedulePage first(Schedules schedules) {
        return schedules.list(Optional.empty(), Optional.empty(), dev.taskq.coordinator.Schedules.LIST_LIMIT);
    }

    /** Runs tasks until none is due. */
    private int drainBut(int ranBefore) {
        int ran = 0;
        thread.settle();
        while (thread.runAttempt()) {
            ran++;
            if (ranBefore + ran > TaskqTester.MOST_ATTEMPTS) {
                throw new IllegalStateException("tasks are still due after " + TaskqTester.MOST_ATTEMPTS
                        + " attempts. A handler may submit a task each time that it runs, or retry without a delay."
                        + " drain(n) runs more.");
            }
        }
        return ran;
    }

    /** Moves the clock to where something becomes due, unless that is later than a time. */
    private boolean moveToNextDue(Instant end) {
        Optional<Instant> next = untilNextDue().map(now()::plus).filter(due -> !due.isAfter(end));
        next.ifPresent(thread::moveTo);
        return next.isPresent();
    }

    /** How long until something becomes due by itself. Nothing is due now: that was run before. */
    private Optional<Duration> untilNextDue() {
        Optional<Duration> task = store.dispatch().promoteDue(DueRange.ALL, 1).untilNext();
        Optional<Duration> schedule = store.schedules().due(DueRange.ALL, 1).untilNext();
        return Stream.of(task, schedule).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    /** Runs attempts for a caller that waits, until the condition holds or its time is over. */
    boolean await(BooleanSupplier condition, Duration longest) {
        Instant end = now().plus(longest);
        int moves = 0;
        for (int ran = 0; !condition.getAsBoolean(); ) {
            if (thread.runAttempt()) {
                if (++ran > TaskqTester.MOST_ATTEMPTS) {
                    throw new IllegalStateException(
                            "what a caller waits for is not there after " + TaskqTester.MOST_ATTEMPTS + " attempts");
                }
            } else if (moveToNextDue(end)) {
                if (++moves > TaskqTester.MOST_ATTEMPTS) {
                    throw new IllegalStateException("what a caller waits for is not there after "
                            + TaskqTester.MOST_ATTEMPTS + " moves of the clock: a schedule may fire without end");
                }
                thread.settle();
            } else {
                return endWait(condition, end, longest);
            }
        }
        return true;
    }

    private boolean endWait(BooleanSupplier condition, Instant end, Duration longest) {
        if (longest.compareTo(FOR_EVER) >= 0) {
            throw new IllegalStateException("a caller waits for ever: no task is left that could run");
        }
        thread.moveTo(end);
        thread.settle();
        return condition.getAsBoolean();
    }

    private int exclusively(Work work) {
        if (thread.isAttempting()) {
            throw new IllegalStateException("a handler cannot run other tasks: it runs itself");
        }
        thread.enter();
        try {
            return work.run();
        } finally {
            thread.leave();
        }
    }

    @FunctionalInterface
    private interface Work {
        int run();
    }

    // Faults

    @Override
    public void timeOut(TaskContext context) {
        thread.moveTo(now().plus(context.remaining()));
        thread.settle();
    }

    @Override
    public void loseAgent() {
        store.sessions().all().sessions().stream()
                .filter(session -> session.spec().kind() == Kind.AGENT)
                .forEach(agent -> store.sessions().endLost(agent.id(), agent.heartbeats()));
        thread.moveTo(now().plus(UNTIL_A_LOSS_IS_FOUND));
        thread.settle();
    }

    @Override
    public void cancel(TaskContext context) {
        tasks.cancel(context.taskId());
        thread.settle();
    }
}
