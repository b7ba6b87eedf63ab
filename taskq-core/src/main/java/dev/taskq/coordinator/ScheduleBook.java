package dev.taskq.coordinator;

import dev.taskq.EditResult;
import dev.taskq.FiredTask;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.PutResult;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.recurrence.FireTimes;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedules of the store, all or those of one caller. Thread-safe. */
final class ScheduleBook implements Schedules {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleBook.class);

    private final CoordinatorParts parts;
    private final dev.taskq.spi.Schedules store;
    private final Optional<String> owner;

    ScheduleBook(CoordinatorParts parts, dev.taskq.spi.Schedules store, Optional<String> owner) {
        this.parts = parts;
        this.store = store;
        this.owner = owner;
    }

    @Override
    public Schedules ofCaller(String caller) {
        return new ScheduleBook(parts, store, Optional.of(caller));
    }

    @Override
    public PutResult put(NewSchedule schedule) {
        admit(schedule);
        PutResult result = store.put(schedule, owner, parts.schedulesPerCaller);
        if (result.effect() != PutResult.Effect.UNCHANGED) {
            LOG.info(
                    "schedule put schedule={} created={} caller={} next={}",
                    schedule.name(),
                    result.effect() == PutResult.Effect.CREATED,
                    schedule.caller(),
                    result.schedule().nextFireAt().map(Object::toString).orElse(""));
            parts.scheduleChanged.raise();
        }
        return result;
    }

    @Override
    public EditResult edit(NewSchedule schedule, Instant seen) {
        admit(schedule);
        EditResult result = store.edit(schedule, seen, owner);
        if (result instanceof EditResult.Edited(Schedule edited)) {
            LOG.info(
                    "schedule edited schedule={} next={}",
                    schedule.name(),
                    edited.nextFireAt().map(Object::toString).orElse(""));
            parts.scheduleChanged.raise();
        }
        return result;
    }

    private void admit(NewSchedule schedule) {
        parts.life.requireRunning();
        FireTimes.requireFires(schedule.recurrence());
        parts.admission.admitType(taskOf(schedule));
    }

    /** A task of it, for the checks that the task of each fire would need. */
    private static NewTask taskOf(NewSchedule schedule) {
        return NewTask.of(schedule.type(), schedule.params())
                .withLimits(schedule.limits())
                .withOrigin(new Origin(schedule.caller(), "", Optional.empty()));
    }

    @Override
    public Optional<Schedule> find(String name) {
        return store.find(name, owner);
    }

    @Override
    public SchedulePage list(Optional<String> after, int limit) {
        if (limit < 1 || limit > LIST_LIMIT) {
            throw new IllegalArgumentException("limit must be between 1 and " + LIST_LIMIT);
        }
        return store.list(owner, after, limit);
    }

    @Override
    public List<Schedule> next(Instant from, int most) {
        if (most < 1 || most > LIST_LIMIT) {
            throw new IllegalArgumentException("most must be between 1 and " + LIST_LIMIT);
        }
        return store.next(from, owner, most);
    }

    @Override
    public Map<String, List<FiredTask>> newestTasks(Collection<String> names, int most) {
        if (names.size() > LIST_LIMIT) {
            throw new IllegalArgumentException("names must be at most " + LIST_LIMIT);
        }
        if (most < 1 || most > MOST_NEWEST) {
            throw new IllegalArgumentException("most must be between 1 and " + MOST_NEWEST);
        }
        return store.newestTasks(Set.copyOf(names), owner, most);
    }

    @Override
    public Optional<Schedule> pause(String name) {
        return setPaused(name, true);
    }

    @Override
    public Optional<Schedule> resume(String name) {
        Optional<Schedule> resumed = setPaused(name, false);
        parts.scheduleChanged.raise();
        return resumed;
    }

    private Optional<Schedule> setPaused(String name, boolean paused) {
        parts.life.requireRunning();
        return store.setPaused(name, paused, owner);
    }

    @Override
    public RunResult run(String name, Optional<String> key, Origin origin) {
        parts.life.requireRunning();
        key.ifPresent(NewTask::checkKey);
        dev.taskq.spi.Schedules.Run run = store.run(name, owner, key, parts.admission.identified(origin));
        run.hint().ifPresent(hint -> parts.sender.offer(List.of(hint)));
        return run.result();
    }

    @Override
    public boolean delete(String name) {
        parts.life.requireRunning();
        return store.delete(name, owner);
    }
}
