package dev.taskq.server.call;

import dev.taskq.AgentOverview;
import dev.taskq.DueHours;
import dev.taskq.ErrorReport;
import dev.taskq.EventStream;
import dev.taskq.Explanation;
import dev.taskq.ScheduledTasks;
import dev.taskq.TaskEvent;
import dev.taskq.TaskStream;
import dev.taskq.TypeOverview;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorHealth;
import dev.taskq.server.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The calls that show types, agents and the life of tasks. Each throws {@link ProblemException} or {@link
 * dev.taskq.TaskqException} if it fails; {@link Problems} maps the latter. Thread-safe.
 */
public final class InspectionCalls {
    private final Supplier<Optional<Coordinator>> coordinator;
    private final TaskCalls tasks;

    InspectionCalls(Supplier<Optional<Coordinator>> coordinator, TaskCalls tasks) {
        this.coordinator = coordinator;
        this.tasks = tasks;
    }

    public List<TypeOverview> types(CallContext context) {
        context.require(Scope.READ);
        return coordinator().types();
    }

    public TypeOverview type(CallContext context, String name) {
        context.require(Scope.READ);
        TypeCalls.requireName(name);
        return coordinator()
                .type(name)
                .orElseThrow(() -> new ProblemException(Problem.notFound("there is no such type")));
    }

    /** How the coordinator does. */
    public CoordinatorHealth health(CallContext context) {
        context.require(Scope.READ);
        return coordinator().health();
    }

    public List<AgentOverview> agents(CallContext context) {
        context.require(Scope.READ);
        return coordinator().agents();
    }

    /**
     * The errors of the tasks that failed lately.
     *
     * @param type only of this type; empty for all
     */
    public ErrorReport errors(CallContext context, Optional<String> type) {
        context.require(Scope.READ);
        Coordinator running = coordinator();
        return type.map(running::errors).orElseGet(running::errors);
    }

    /**
     * The scheduled tasks that are due next. With the scope {@link Scope#OWN} these are those of the caller among them.
     *
     * @param from only tasks that are due then or later
     * @param most how many
     */
    public ScheduledTasks scheduled(CallContext context, Instant from, int most) {
        context.requireWithOwn(Scope.READ);
        boolean readsAll = context.caller().may(Scope.READ);
        return coordinator()
                .scheduled(
                        from,
                        readsAll
                                ? Optional.empty()
                                : Optional.of(context.caller().name()),
                        most);
    }

    /** How many tasks are due in each of the next hours. */
    public DueHours dueHours(CallContext context) {
        context.require(Scope.READ);
        return coordinator().dueHours();
    }

    public Explanation explain(CallContext context, long id) {
        context.requireWithOwn(Scope.READ);
        AttendedCall call = new AttendedCall(context);
        tasks.requireOwn(context, Scope.READ, call, id);
        return call.answer(deadline -> coordinator().explain(id, deadline)).orElseThrow(InspectionCalls::noSuchTask);
    }

    /** The life of a task so far. */
    public List<TaskEvent> events(CallContext context, long id) {
        context.requireWithOwn(Scope.READ);
        AttendedCall call = new AttendedCall(context);
        tasks.requireOwn(context, Scope.READ, call, id);
        List<TaskEvent> events = call.answer(deadline -> coordinator().events(id, deadline));
        if (events.isEmpty()) {
            throw noSuchTask();
        }
        return Traces.seenBy(context, events);
    }

    /**
     * The life of a task as it goes on, until the task is final.
     *
     * @param after only events with a higher id; 0 for all
     * @return the stream, which must be closed
     */
    public EventStream follow(CallContext context, long id, long after) {
        context.requireWithOwn(Scope.READ);
        AttendedCall call = new AttendedCall(context);
        tasks.requireOwn(context, Scope.READ, call, id);
        return call.answer(deadline -> coordinator().follow(id, after, deadline))
                .map(events -> Traces.seenBy(context, events))
                .orElseThrow(InspectionCalls::noSuchTask);
    }

    /**
     * A task, each time that its status or its attempt has changed, until it is final. Its first state is read
     * for many callers at once, so whether this caller may see the task must be checked there.
     *
     * @return the stream, which must be closed
     */
    TaskStream watch(CallContext context, long id) {
        context.requireWithOwn(Scope.READ);
        AttendedCall call = new AttendedCall(context);
        return call.answer(deadline -> coordinator().watch(id, deadline)).orElseThrow(InspectionCalls::noSuchTask);
    }

    private Coordinator coordinator() {
        return coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
    }

    private static ProblemException noSuchTask() {
        return new ProblemException(Problem.notFound("there is no such task"));
    }
}
