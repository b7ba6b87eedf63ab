package dev.taskq.simulation.world;

import dev.taskq.EditResult;
import dev.taskq.FiredTask;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.PutResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.Task;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.DueSchedules;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Schedules;
import dev.taskq.spi.Submissions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Schedules, over a process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param schedules the same chapter of the store in memory, opened for this process
 * @param submissions reads the tasks that were fired
 * @param listener is told what took effect
 */
record HostedSchedules(
        StoreHost host, Member member, Schedules schedules, Submissions submissions, WorldListener listener)
        implements Schedules {
    @Override
    public PutResult put(NewSchedule definition, Optional<String> owner, int mostOfCaller) {
        return host.call(member, Operation.CHANGE_SCHEDULE, List.of(), () -> {
            PutResult result = schedules.put(definition, owner, mostOfCaller);
            listener.scheduled(definition.name(), Optional.of(result.schedule()));
            return result;
        });
    }

    @Override
    public EditResult edit(NewSchedule definition, Instant seen, Optional<String> owner) {
        return host.call(member, Operation.CHANGE_SCHEDULE, List.of(), () -> {
            EditResult result = schedules.edit(definition, seen, owner);
            listener.edited(definition.name(), seen, result);
            if (result instanceof EditResult.Edited(Schedule edited)) {
                listener.scheduled(definition.name(), Optional.of(edited));
            }
            return result;
        });
    }

    @Override
    public Optional<Schedule> find(String name, Optional<String> owner) {
        return host.call(member, Operation.SCHEDULES, List.of(), () -> schedules.find(name, owner));
    }

    @Override
    public SchedulePage list(Optional<String> owner, Optional<String> after, int limit) {
        return host.call(member, Operation.SCHEDULES, List.of(), () -> schedules.list(owner, after, limit));
    }

    @Override
    public List<Schedule> next(Instant from, Optional<String> owner, int most) {
        return host.call(member, Operation.SCHEDULES, List.of(), () -> schedules.next(from, owner, most));
    }

    @Override
    public Map<String, List<FiredTask>> newestTasks(Collection<String> names, Optional<String> owner, int most) {
        return host.call(member, Operation.SCHEDULES, List.of(), () -> schedules.newestTasks(names, owner, most));
    }

    @Override
    public Optional<Schedule> setPaused(String name, boolean paused, Optional<String> owner) {
        return host.call(member, Operation.CHANGE_SCHEDULE, List.of(), () -> {
            Optional<Schedule> changed = schedules.setPaused(name, paused, owner);
            listener.scheduled(name, changed);
            return changed;
        });
    }

    @Override
    public boolean delete(String name, Optional<String> owner) {
        return host.call(member, Operation.CHANGE_SCHEDULE, List.of(), () -> {
            boolean existed = schedules.delete(name, owner);
            listener.scheduled(name, Optional.empty());
            return existed;
        });
    }

    @Override
    public Run run(String name, Optional<String> owner, Optional<String> key, Origin origin) {
        Run run = host.call(member, Operation.FIRE, List.of(), () -> {
            Run done = schedules.run(name, owner, key, origin);
            done.hint().ifPresent(this::entered);
            return done;
        });
        host.learned(member, run.hint().stream().toList());
        return run;
    }

    @Override
    public DueSchedules due(DueRange range, int max) {
        listener.leading(member);
        return host.call(member, Operation.SCHEDULES, List.of(), () -> schedules.due(range, max));
    }

    @Override
    public List<FireResult> fire(List<FireStep> steps) {
        listener.leading(member);
        List<FireResult> results = host.call(member, Operation.FIRE, List.of(), () -> {
            List<FireResult> done = schedules.fire(steps);
            for (int i = 0; i < steps.size(); i++) {
                listener.firing(steps.get(i), done.get(i));
                done.get(i).hints().forEach(this::entered);
                listener.fired(steps.get(i), done.get(i));
            }
            return done;
        });
        host.learned(
                member,
                results.stream().flatMap(result -> result.hints().stream()).toList());
        return results;
    }

    @Override
    public long count() {
        return host.call(member, Operation.SCHEDULES, List.of(), schedules::count);
    }

    /** A task that a schedule queued is one like any other. */
    private void entered(Hint hint) {
        Task task = submissions.find(List.of(hint.id())).getFirst();
        NewTask given =
                NewTask.of(task.type(), task.params()).withLimits(task.limits()).withOrigin(task.origin());
        listener.inserted(
                List.of(new Insert(given, "")),
                List.of(new Inserted(task.id(), task.status(), false, Optional.of(hint))));
    }
}
