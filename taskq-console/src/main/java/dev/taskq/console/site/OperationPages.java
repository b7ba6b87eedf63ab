package dev.taskq.console.site;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationFilter;
import dev.taskq.OperationStatus;
import dev.taskq.TaskFilter;
import dev.taskq.TaskSelection;
import dev.taskq.TimeWindow;
import dev.taskq.server.call.OperationList;
import dev.taskq.server.call.OperationListRequest;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.page.PageAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The pages of operations on many tasks. Each begins with a dry run, whose page shows the count and asks for confirmation. */
final class OperationPages {
    private static final int LENGTH = 50;

    /** How long after its end a count can be confirmed: the button says how many tasks there were. */
    static final Duration CONFIRMABLE = Duration.ofMinutes(15);

    /** The name of what the count before an operation was, in the address of its page. */
    private static final String COUNTED = "counted";

    /** What the name of the check box of a task begins with; its id follows. */
    static final String CHOSEN = "task-";

    private OperationPages() {}

    /**
     * An operation as its page shows it.
     *
     * @param operation the operation
     * @param steers whether its caller sees it, and may confirm or cancel it
     * @param isOwn whether the person started it
     * @param expected how many tasks it will handle, as far as that is known
     */
    record Shown(Operation operation, boolean steers, boolean isOwn, OptionalLong expected) {
        boolean mayBeCancelled() {
            return steers && !operation.status().isFinal() && !operation.cancelRequested();
        }

        /** Whether it has counted, and something is there to be done. */
        boolean mayBeConfirmed() {
            return steers && isOwn && isCount() && possible() > 0;
        }

        boolean isCount() {
            return operation.request().dryRun() && operation.status() == OperationStatus.DONE;
        }

        /** The filter of its tasks; empty if they are named. */
        Optional<TaskFilter> filter() {
            return operation.request().selection() instanceof TaskSelection.ByFilter(TaskFilter filter)
                    ? Optional.of(filter)
                    : Optional.empty();
        }

        /** The tasks, if they are named. */
        List<Long> ids() {
            return operation.request().selection() instanceof TaskSelection.ByIds(List<Long> ids) ? ids : List.of();
        }

        /** The button that confirms. */
        String confirmation() {
            return doing(tasks(possible()));
        }

        /** The title of its page. */
        String title() {
            return doing("many tasks") + (operation.request().dryRun() ? ": dry run" : "");
        }

        /** Its action, done with some tasks. */
        private String doing(String tasks) {
            return switch (operation.request().action()) {
                case CANCEL -> "Cancel " + tasks;
                case RETRY -> "Retry " + tasks;
                case RUN_NOW -> "Run " + tasks + " now";
                case DELETE -> "Delete " + tasks;
            };
        }

        /** The tasks so far that the action can be done with. */
        long possible() {
            return operation.counts().matched() - operation.counts().failed();
        }

        /** A number of its tasks. */
        String tasks(long number) {
            return (operation.countedInPart() ? "at least " : "") + Words.count(number, "task", "tasks");
        }
    }

    static PageAnswer list(Visit visit) {
        Optional<String> cursor = Urls.value(visit.request(), "cursor");
        OperationListRequest request = new OperationListRequest(OperationFilter.ALL, Optional.of(LENGTH), cursor);
        OperationList page = visit.shared(() -> visit.calls().operations().list(visit.context(), request));
        Optional<String> next = page.nextCursor().map(after -> Urls.OPERATIONS + "?cursor=" + Urls.encoded(after));
        Shell shell = visit.shell("Operations", Urls.OPERATIONS);
        return Html.page(
                200,
                (out, tags) ->
                        JteoperationsGenerated.render(out, tags, shell, page.operations(), next, cursor.isPresent()));
    }

    static PageAnswer one(Visit visit, long id) {
        Operation operation = visit.calls().operations().get(visit.context(), id);
        String caller = operation.request().origin().caller();
        Shown shown = new Shown(
                operation, visit.maySteer(caller), caller.equals(visit.caller().name()), expected(visit, operation));
        Shell shell = visit.shell("Operation " + id, Urls.OPERATIONS);
        return Html.page(200, (out, tags) -> JteoperationGenerated.render(out, tags, shell, shown));
    }

    private static OptionalLong expected(Visit visit, Operation operation) {
        if (operation.request().selection() instanceof TaskSelection.ByIds(List<Long> ids)) {
            return OptionalLong.of(ids.size());
        }
        OptionalLong counted =
                TaskListPages.number(Urls.value(visit.request(), COUNTED).orElse(""));
        return counted.isPresent() && counted.getAsLong() > 0 ? counted : OptionalLong.empty();
    }

    /** Counts what the form of the list of tasks selects: its chosen tasks, or all that match the filter of the address. */
    static PageAnswer count(Visit visit) {
        OperationAction action = action(visit.request().field("action"));
        NewOperation selected = visit.request().field("which").equals("all")
                ? NewOperation.of(
                        action,
                        visit.request()
                                .listing()
                                .apply(visit.request().rawQuery())
                                .filter())
                : NewOperation.of(action, chosen(visit));
        return start(visit, selected.asDryRun());
    }

    private static OperationAction action(String name) {
        for (OperationAction action : OperationAction.values()) {
            if (action.wireName().equals(name)) {
                return action;
            }
        }
        throw new ProblemException(Problem.malformed("\"action\" must be cancel, retry, run_now or delete"));
    }

    private static List<Long> chosen(Visit visit) {
        List<Long> ids = visit.request().form().keySet().stream()
                .filter(name -> name.startsWith(CHOSEN))
                .map(name -> TaskListPages.id(name.substring(CHOSEN.length())))
                .flatMapToLong(OptionalLong::stream)
                .boxed()
                .toList();
        if (ids.isEmpty()) {
            throw new ProblemException(Problem.of(
                    ProblemKind.REJECTED,
                    "no task is chosen: tick the boxes of some, or take all tasks that match the filters"));
        }
        return ids;
    }

    private static PageAnswer start(Visit visit, NewOperation operation) {
        Operation started = visit.calls()
                .operations()
                .start(visit.context(), operation.withOrigin(visit.context().origin()));
        return Html.redirect(Urls.operation(started.id()));
    }

    /** Counts the same selection anew. */
    static PageAnswer countAgain(Visit visit, long id) {
        return start(visit, repeated(own(visit, id)).asDryRun());
    }

    /** Does what a dry run has counted. Sent twice, the form starts one operation. */
    static PageAnswer confirm(Visit visit, long id) {
        Operation count = own(visit, id);
        boolean isCount = count.request().dryRun() && count.status() == OperationStatus.DONE;
        if (!isCount) {
            throw conflict("only a dry run that has ended can be confirmed");
        }
        if (count.counts().matched() == 0) {
            throw conflict("this dry run has found no task: count again");
        }
        long started = visit.session().confirmed().once(id, () -> {
            requireFresh(visit, count);
            return visit.calls()
                    .operations()
                    .start(
                            visit.context(),
                            asCounted(count).withOrigin(visit.context().origin()))
                    .id();
        });
        String page = Urls.operation(started);
        return Html.redirect(
                count.countedInPart()
                        ? page
                        : page + "?" + COUNTED + "=" + count.counts().matched());
    }

    /** The operation if its caller is this one. With the scope of another caller its selection would mean other tasks. */
    private static Operation own(Visit visit, long id) {
        Operation operation = visit.calls().operations().get(visit.context(), id);
        if (!operation.request().origin().caller().equals(visit.caller().name())) {
            throw conflict("only the caller that started this operation can go on with it");
        }
        return operation;
    }

    static boolean isConfirmable(Operation count, Instant now) {
        return count.times()
                .finishedAt()
                .filter(end -> now.isBefore(end.plus(CONFIRMABLE)))
                .isPresent();
    }

    private static void requireFresh(Visit visit, Operation count) {
        if (!isConfirmable(count, visit.now())) {
            throw conflict("this dry run ended more than " + CONFIRMABLE.toMinutes()
                    + " minutes ago, and other tasks may match now: count again");
        }
    }

    /** The operation that a dry run stands for: on no task that came after it, and on no more tasks than it has counted. */
    static NewOperation asCounted(Operation count) {
        NewOperation again = repeated(count);
        if (!(again.selection() instanceof TaskSelection.ByFilter(TaskFilter filter))) {
            return again;
        }
        Instant begin = count.times().createdAt();
        Instant before = filter.created().before().filter(begin::isAfter).orElse(begin);
        TaskSelection narrowed = new TaskSelection.ByFilter(
                filter.withCreated(new TimeWindow(filter.created().after(), Optional.of(before))));
        OptionalLong limit = count.countedInPart()
                ? again.limit()
                : OptionalLong.of(count.counts().matched());
        return new NewOperation(again.action(), narrowed, limit, false, again.origin(), again.own());
    }

    /** A new operation on the same selection. */
    private static NewOperation repeated(Operation operation) {
        NewOperation request = operation.request();
        return new NewOperation(
                request.action(), request.selection(), request.limit(), false, request.origin(), request.own());
    }

    static PageAnswer cancel(Visit visit, long id) {
        visit.calls().operations().cancel(visit.context(), id);
        return Html.redirect(Visit.done(Urls.operation(id), "operation-cancelled"));
    }

    private static ProblemException conflict(String detail) {
        return new ProblemException(Problem.of(ProblemKind.CONFLICT, detail));
    }
}
