package dev.taskq.spring;

import dev.taskq.ForeignScheduleException;
import dev.taskq.NewSchedule;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TooManySchedulesException;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.Schedules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Puts the schedules that methods declare when the context starts, and reports those that were put before and that no method declares
 * any more. They stay as they are: an application that was put back, or another instance, may still have the method. Thread-safe.
 *
 * <p>The schedules of an application are those of its caller, so it knows them from all others.
 */
public final class ScheduleLifecycle implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleLifecycle.class);

    private static final Duration LONGEST_END = Duration.ofSeconds(1);

    private final Handlers handlers;
    private final Coordinator coordinator;
    private final String caller;
    private final StartWait wait;
    private volatile boolean running;
    private volatile Optional<Thread> reporting = Optional.empty();

    /**
     * The schedules of an application.
     *
     * @param handlers knows the methods
     * @param coordinator keeps the schedules; it is started before this
     * @param caller the caller of the schedules and of their tasks, which must be the application's own
     * @param wait repeats a put while the store does not answer
     */
    public ScheduleLifecycle(Handlers handlers, Coordinator coordinator, String caller, StartWait wait) {
        this.handlers = handlers;
        this.coordinator = coordinator;
        this.caller = caller;
        this.wait = wait;
    }

    @Override
    public void start() {
        Schedules own = coordinator.schedules().ofCaller(caller);
        handlers.recurring().forEach(method -> put(own, method));
        running = true;
        // Apart: the first read of a list is slow, and nothing waits for what it says.
        reporting = Optional.of(
                Thread.ofPlatform().daemon().name("taskq-undeclared-schedules").start(this::report));
    }

    private void put(Schedules own, RecurringMethod method) {
        try {
            NewSchedule schedule = method.schedule().withCaller(caller);
            wait.until("put the schedule " + schedule.name(), () -> own.put(schedule));
        } catch (ForeignScheduleException e) {
            throw new BadHandlerException(
                    "the task handler " + method.place() + " declares the schedule "
                            + method.schedule().name() + ", which was put by another caller than '" + caller
                            + "': give it another name, or delete that schedule first",
                    e);
        } catch (TooManySchedulesException e) {
            throw new BadHandlerException(
                    "the task handler " + method.place() + " declares the schedule "
                            + method.schedule().name() + ", which is one too many: " + e.getMessage()
                            + (e.isOfCaller() ? " (taskq.coordinator.schedules-per-caller)" : "")
                            + "; schedules of '" + caller + "' that no method declares any more, and may be deleted: "
                            + undeclared(),
                    e);
        }
    }

    private void report() {
        try {
            List<String> undeclared = undeclared();
            if (!undeclared.isEmpty()) {
                LOG.warn(
                        "schedules that no method declares any more still fire: delete them, or pause them schedules={}",
                        undeclared);
            }
        } catch (StoreUnavailableException e) {
            if (running) {
                LOG.warn(
                        "schedules that no method declares any more are not reported, because the store does not answer",
                        e);
            }
        }
    }

    /**
     * The schedules that this application has put, and that no method declares any more.
     *
     * @return their names, sorted
     */
    public List<String> undeclared() {
        return all(coordinator.schedules().ofCaller(caller)).stream()
                .filter(schedule -> !isDeclared(schedule))
                .map(Schedule::name)
                .toList();
    }

    /**
     * All schedules of the store, of other callers too.
     *
     * @return the schedules, without params
     */
    public List<Schedule> all() {
        return all(coordinator.schedules());
    }

    private static List<Schedule> all(Schedules schedules) {
        List<Schedule> found = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            SchedulePage page = schedules.list(after, Schedules.LIST_LIMIT);
            found.addAll(page.schedules());
            after = page.next();
        } while (after.isPresent());
        return found;
    }

    /**
     * Whether this application has put a schedule, now or earlier.
     *
     * @param schedule any schedule
     * @return whether it has
     */
    public boolean isOwn(Schedule schedule) {
        return schedule.definition().caller().equals(caller);
    }

    /**
     * Whether a method of this application declares a schedule.
     *
     * @param schedule any schedule
     * @return whether one does
     */
    public boolean isDeclared(Schedule schedule) {
        Set<String> names = handlers.schedules().stream().map(NewSchedule::name).collect(Collectors.toSet());
        return isOwn(schedule) && names.contains(schedule.name());
    }

    @Override
    public void stop() {
        running = false;
        reporting.ifPresent(ScheduleLifecycle::end);
    }

    private static void end(Thread thread) {
        thread.interrupt();
        try {
            // A read of a socket is not ended by an interruption.
            thread.join(LONGEST_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return LifecyclePhases.SCHEDULES;
    }
}
