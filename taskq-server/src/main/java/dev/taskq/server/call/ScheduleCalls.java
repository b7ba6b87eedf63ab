package dev.taskq.server.call;

import dev.taskq.AuditAction;
import dev.taskq.EditResult;
import dev.taskq.FiredTask;
import dev.taskq.NewSchedule;
import dev.taskq.PutResult;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.TaskRejectedException;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.Schedules;
import dev.taskq.server.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls about schedules. Each throws {@link ProblemException} or {@link dev.taskq.TaskqException} if it fails; {@link
 * Problems} maps the latter. Thread-safe.
 */
public final class ScheduleCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleCalls.class);

    private final Supplier<Optional<Coordinator>> coordinator;
    private final AuditTrail audit;

    ScheduleCalls(Supplier<Optional<Coordinator>> coordinator, AuditTrail audit) {
        this.coordinator = coordinator;
        this.audit = audit;
    }

    /**
     * Refuses a text that cannot be a schedule's name, like the name of a schedule that does not exist.
     *
     * @param name the text
     */
    public static void requireName(String name) {
        try {
            NewSchedule.checkName(name);
        } catch (TaskRejectedException e) {
            throw new ProblemException(Problem.notFound(
                    name.contains(":")
                            ? "there is no such action: one schedule has :pause, :resume and :run"
                            : "there is no such schedule"));
        }
    }

    /** Stores or changes a schedule. With the scope {@link Scope#OWN} it changes only those of its caller. */
    public PutResult put(CallContext context, NewSchedule schedule) {
        PutResult result =
                changed(context, AuditAction.PUT_SCHEDULE, schedule.name(), schedules -> schedules.put(schedule));
        if (result.effect() != PutResult.Effect.UNCHANGED) {
            audit.schedule(context, AuditAction.PUT_SCHEDULE, schedule.name(), AuditTrail.detail(schedule));
        }
        return result;
    }

    public Schedule get(CallContext context, String name) {
        return schedules(context, Scope.READ).find(name).orElseThrow(ScheduleCalls::noSuchSchedule);
    }

    /**
     * Changes a schedule that its caller has read, unless it was changed since. Whether anything differs from what is stored is not told: not by
     * the answer, the audit or the schedule.
     *
     * @param seen when it was last changed, as it was read
     */
    public Schedule edit(CallContext context, NewSchedule schedule, Instant seen) {
        EditResult result = changed(
                context, AuditAction.PUT_SCHEDULE, schedule.name(), schedules -> schedules.edit(schedule, seen));
        return switch (result) {
            case EditResult.Edited(Schedule edited) -> {
                audit.schedule(context, AuditAction.PUT_SCHEDULE, schedule.name(), AuditTrail.detail(schedule));
                yield edited;
            }
            case EditResult.ChangedSince changed ->
                throw new ProblemException(Problem.conflict("nothing was saved: the schedule was changed since"));
            case EditResult.NotFound notFound -> throw noSuchSchedule();
        };
    }

    /**
     * The newest tasks of schedules that the caller may read, by the names of the schedules. With the scope {@link Scope#OWN} these are
     * only tasks of the caller.
     *
     * @param most the most tasks of each
     */
    public Map<String, List<FiredTask>> newestTasks(CallContext context, List<Schedule> schedules, int most) {
        return schedules(context, Scope.READ)
                .newestTasks(schedules.stream().map(Schedule::name).toList(), most);
    }

    /**
     * The schedules that fire next, of those that the caller may read.
     *
     * @param from only schedules that fire then or later
     * @param most how many
     */
    public List<Schedule> next(CallContext context, Instant from, int most) {
        return schedules(context, Scope.READ).next(from, most);
    }

    /**
     * Lists the schedules that its caller may read.
     *
     * @param limit the most schedules in the page; empty for the usual number
     * @param cursor the next cursor of the page before; empty for the first page
     */
    public SchedulePage list(CallContext context, Optional<Integer> limit, Optional<String> cursor) {
        Schedules schedules = schedules(context, Scope.READ);
        cursor.ifPresent(ScheduleCalls::requireCursor);
        return schedules.list(cursor, PageSize.of(limit));
    }

    private static void requireCursor(String cursor) {
        try {
            NewSchedule.checkName(cursor);
        } catch (TaskRejectedException e) {
            throw new ProblemException(
                    Problem.badQuery("\"cursor\" must be an unchanged next_cursor of an earlier response"));
        }
    }

    public Schedule pause(CallContext context, String name) {
        Schedule paused = changed(context, AuditAction.PAUSE_SCHEDULE, name, schedules -> schedules.pause(name))
                .orElseThrow(ScheduleCalls::noSuchSchedule);
        tell("pause", name, context);
        audit.schedule(context, AuditAction.PAUSE_SCHEDULE, name, "");
        return paused;
    }

    public Schedule resume(CallContext context, String name) {
        Schedule resumed = changed(context, AuditAction.RESUME_SCHEDULE, name, schedules -> schedules.resume(name))
                .orElseThrow(ScheduleCalls::noSuchSchedule);
        tell("resume", name, context);
        audit.schedule(context, AuditAction.RESUME_SCHEDULE, name, "");
        return resumed;
    }

    /**
     * Queues one task of a schedule.
     *
     * @param key an idempotency key of the caller
     */
    public RunResult.Queued run(CallContext context, String name, Optional<String> key) {
        RunResult result = changed(
                context, AuditAction.RUN_SCHEDULE, name, schedules -> schedules.run(name, key, context.origin()));
        return switch (result) {
            case RunResult.Queued queued -> {
                tell("run", name, context);
                if (!queued.replayed()) {
                    audit.schedule(context, AuditAction.RUN_SCHEDULE, name, "task " + queued.task());
                }
                yield queued;
            }
            case RunResult.Overlapping(long task) ->
                throw new ProblemException(
                        Problem.conflict("nothing was queued: the schedule does not overlap, and its last task, " + task
                                + ", is not final"));
            case RunResult.NotFound notFound -> throw noSuchSchedule();
        };
    }

    public void delete(CallContext context, String name) {
        if (!changed(context, AuditAction.DELETE_SCHEDULE, name, schedules -> schedules.delete(name))) {
            throw noSuchSchedule();
        }
        tell("delete", name, context);
        audit.schedule(context, AuditAction.DELETE_SCHEDULE, name, "");
    }

    private static void tell(String action, String name, CallContext context) {
        LOG.info(
                "schedule changed action={} schedule={} caller={}",
                action,
                name,
                context.caller().name());
    }

    private <T> T changed(CallContext context, AuditAction action, String name, Function<Schedules, T> change) {
        Schedules schedules = schedules(context, Scope.ADMIN);
        return audit.change(context, action, "schedule " + name, () -> change.apply(schedules));
    }

    /** Those that exist for the caller: all, or with the scope {@link Scope#OWN} its own. */
    private Schedules schedules(CallContext context, Scope scope) {
        context.requireWithOwn(scope);
        Schedules all = running().schedules();
        return context.caller().may(scope) ? all : all.ofCaller(context.caller().name());
    }

    private Coordinator running() {
        return coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
    }

    private static ProblemException noSuchSchedule() {
        return new ProblemException(Problem.notFound("there is no such schedule"));
    }
}
