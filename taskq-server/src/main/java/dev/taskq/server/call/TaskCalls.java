package dev.taskq.server.call;

import dev.taskq.AuditAction;
import dev.taskq.CallDeadline;
import dev.taskq.CancelResult;
import dev.taskq.DeleteResult;
import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.RetryResult;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.CallLimits;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The calls about tasks. Each throws {@link ProblemException} or {@link dev.taskq.TaskqException} if it fails; {@link
 * Problems} maps the latter. Until the coordinator has started, a call changes nothing and fails. Thread-safe.
 */
public final class TaskCalls {
    private final Supplier<Optional<Coordinator>> coordinator;
    private final CallLimits limits;
    private final Callers callers;
    private final Waits waits;
    private final AuditTrail audit;

    TaskCalls(
            Supplier<Optional<Coordinator>> coordinator,
            CallLimits limits,
            Callers callers,
            Waits waits,
            AuditTrail audit) {
        this.coordinator = coordinator;
        this.limits = limits;
        this.callers = callers;
        this.waits = waits;
        this.audit = audit;
    }

    /**
     * Submits one task.
     *
     * @param task the task, with the origin of the call
     */
    public Submitted submit(CallContext context, NewTask task) {
        context.requireWithOwn(Scope.SUBMIT);
        return new AttendedCall(context).answer(deadline -> coordinator().submit(task, deadline));
    }

    /**
     * Submits tasks, all or none. Against the limit of the caller's rate each task counts as a call; the transport has
     * counted the batch as one.
     *
     * @param tasks the tasks, with the origin of the call; without keys of their own if the list has one
     * @param key the idempotency key of the list
     */
    public List<Submitted> submitAll(CallContext context, List<NewTask> tasks, Optional<String> key) {
        context.requireWithOwn(Scope.SUBMIT);
        callers.countBatch(context.caller(), tasks.size());
        return new AttendedCall(context).answer(deadline -> submitAll(tasks, key, deadline));
    }

    private List<Submitted> submitAll(List<NewTask> tasks, Optional<String> key, CallDeadline deadline) {
        if (key.isPresent()) {
            return coordinator().submitAll(tasks, key.get(), deadline);
        }
        try {
            return coordinator().submitAll(tasks, deadline);
        } catch (KeyConflictException e) {
            throw new ProblemException(Problems.ofBatch(e));
        }
    }

    /**
     * Finds a task.
     *
     * @param wait how long it waits until the task is final; zero for no wait
     */
    public ShownTask get(CallContext context, long id, Duration wait) {
        context.requireWithOwn(Scope.READ);
        if (wait.compareTo(limits.longestWait()) > 0) {
            throw new ProblemException(Problem.badQuery(
                    "\"wait\" must be at most " + limits.longestWait().toSeconds() + "s"));
        }
        AttendedCall find = new AttendedCall(context);
        Task task = find(find, id);
        context.requireOwn(Scope.READ, task);
        Duration longest = find.atMost(wait);
        if (longest.isZero() || task.status().isFinal()) {
            return shown(context, task);
        }
        return shown(
                context, waits.awaitEnd(context, coordinator(), id, longest).orElseGet(() -> find(find, id)));
    }

    /** Lists the tasks that its caller may read. */
    public TaskList list(CallContext context, ListRequest given) {
        context.requireWithOwn(Scope.READ);
        Optional<ListRequest> seen = seenBy(context.caller(), given);
        if (seen.isEmpty()) {
            return new TaskList(List.of(), Optional.empty(), Optional.empty());
        }
        ListRequest request = seen.get();
        int limit = PageSize.of(request.limit());
        Optional<TaskPage.Cursor> from = request.cursor().map(text -> Cursors.parse(text, request.filter()));
        // Read before the list, so that it is not newer than what the list reads. A clock that is off costs pages, and
        // no task.
        Instant begin = from.map(TaskPage.Cursor::createdAt)
                .or(() -> request.filter().created().before())
                .orElseGet(Instant::now);
        TaskPage read = new AttendedCall(context)
                .answer(deadline -> coordinator().list(request.filter(), from, limit, deadline));
        TaskPage page = context.caller().may(Scope.READ) ? read : OwnPages.hide(read, begin);
        return new TaskList(
                page.tasks().stream().map(Traces::without).toList(),
                page.next().map(next -> Cursors.format(next, request.filter())),
                page.lookedBackTo());
    }

    /** Empty if the request is for the tasks of another caller only, which do not exist for this one. */
    private static Optional<ListRequest> seenBy(Caller caller, ListRequest request) {
        if (caller.may(Scope.READ)) {
            return Optional.of(request);
        }
        TaskFilter filter = request.filter();
        return filter.caller().filter(other -> !other.equals(caller.name())).isPresent()
                ? Optional.empty()
                : Optional.of(new ListRequest(filter.withCaller(caller.name()), request.limit(), request.cursor()));
    }

    public CancelAnswer cancel(CallContext context, long id) {
        context.requireWithOwn(Scope.ADMIN);
        AttendedCall cancel = new AttendedCall(context);
        requireOwn(context, Scope.ADMIN, cancel, id);
        CancelResult result = audit.change(
                context,
                AuditAction.CANCEL_TASK,
                "task " + id,
                () -> cancel.answer(deadline -> coordinator().cancel(id, deadline)));
        return switch (result) {
            case CancelResult.Cancelled(Task task) -> {
                audit.task(context, AuditAction.CANCEL_TASK, id, task.type());
                yield new CancelAnswer(shown(context, task), false);
            }
            case CancelResult.Requested(Task task, boolean first) -> {
                if (first) {
                    audit.task(context, AuditAction.CANCEL_TASK, id, task.type() + ", asked to stop");
                }
                yield new CancelAnswer(shown(context, task), true);
            }
            case CancelResult.AlreadyFinal(Task task) -> alreadyFinal(context, task);
            case CancelResult.NotFound(long missing) -> throw noSuchTask();
        };
    }

    private CancelAnswer alreadyFinal(CallContext context, Task task) {
        if (task.status() == TaskStatus.CANCELLED) {
            return new CancelAnswer(shown(context, task), false);
        }
        throw new ProblemException(
                Problem.conflict("the task is " + task.status().wireName() + " already, and cannot be cancelled"));
    }

    /**
     * Queues a failed or cancelled task again, or a scheduled one before it is due.
     *
     * @param attempt the attempt at which the task must be, if given
     */
    public ShownTask retry(CallContext context, long id, OptionalInt attempt) {
        return queue(
                context,
                id,
                attempt,
                "only a failed, cancelled or scheduled task can be queued by hand",
                deadline -> coordinator().retry(id, attempt, deadline));
    }

    /**
     * Queues a scheduled task before it is due, and no other.
     *
     * @param attempt the attempt at which the task must be, if given
     */
    public ShownTask runNow(CallContext context, long id, OptionalInt attempt) {
        return queue(
                context,
                id,
                attempt,
                "only a scheduled task can be run now",
                deadline -> coordinator().runNow(id, attempt, deadline));
    }

    private ShownTask queue(
            CallContext context,
            long id,
            OptionalInt attempt,
            String allowed,
            Function<CallDeadline, RetryResult> change) {
        context.requireWithOwn(Scope.ADMIN);
        AttendedCall call = new AttendedCall(context);
        requireOwn(context, Scope.ADMIN, call, id);
        RetryResult result = audit.change(context, AuditAction.RETRY_TASK, "task " + id, () -> call.answer(change));
        return switch (result) {
            case RetryResult.Requeued(Task task) -> {
                audit.task(context, AuditAction.RETRY_TASK, id, task.type());
                yield shown(context, task);
            }
            case RetryResult.Refused(Task task) ->
                throw new ProblemException(Problem.conflict(allowed
                        + (attempt.isPresent() ? ", and only at the attempt that the request names" : "")
                        + "; this task is " + task.status().wireName() + " at attempt "
                        + task.counts().attempt()));
            case RetryResult.NotFound(long missing) -> throw noSuchTask();
        };
    }

    /** Forgets a final task. */
    public void delete(CallContext context, long id) {
        context.requireWithOwn(Scope.ADMIN);
        AttendedCall delete = new AttendedCall(context);
        requireOwn(context, Scope.ADMIN, delete, id);
        DeleteResult result = audit.change(
                context,
                AuditAction.DELETE_TASK,
                "task " + id,
                () -> delete.answer(deadline -> coordinator().delete(id, deadline)));
        switch (result) {
            case DeleteResult.Deleted deleted -> audit.task(context, AuditAction.DELETE_TASK, id, "");
            case DeleteResult.NotFinal(long open, TaskStatus status) ->
                throw new ProblemException(Problem.conflict(
                        "only a final task can be deleted; this task is " + status.wireName() + ": cancel it first"));
            case DeleteResult.NotFound(long missing) -> throw noSuchTask();
        }
    }

    /** As the caller of a task never changes, what is checked here still holds when the call is made. */
    void requireOwn(CallContext context, Scope scope, AttendedCall call, long id) {
        if (!context.caller().may(scope)) {
            context.requireOwn(scope, find(call, id));
        }
    }

    /** A task with its warning, as the caller may see it. */
    ShownTask shown(CallContext context, Task task) {
        return new ShownTask(Traces.seenBy(context, task), coordinator().warning(task));
    }

    private Task find(AttendedCall call, long id) {
        return call.answer(deadline -> coordinator().find(id, deadline)).orElseThrow(TaskCalls::noSuchTask);
    }

    private Coordinator coordinator() {
        return coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
    }

    private static ProblemException noSuchTask() {
        return new ProblemException(Problem.noSuchTask());
    }
}
