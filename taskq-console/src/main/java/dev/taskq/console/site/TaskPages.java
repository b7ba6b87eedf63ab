package dev.taskq.console.site;

import dev.taskq.Explanation;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskStatus;
import dev.taskq.server.call.CancelAnswer;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ShownTask;
import dev.taskq.server.page.PageAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The page of a task. */
final class TaskPages {
    private TaskPages() {}

    /**
     * A task as its page shows it.
     *
     * @param task the task
     * @param warning what may be wrong with it
     * @param params its params; empty for a refresh, which does not take them
     * @param result its result
     * @param events its life so far
     * @param reasons why it is not done; none if it is final
     * @param logs the address of its logs
     * @param steers whether it may be changed
     */
    record Shown(
            Task task,
            Optional<String> warning,
            Optional<Json> params,
            Optional<Json> result,
            List<TaskEvent> events,
            List<Explanation.Reason> reasons,
            Optional<String> logs,
            boolean steers) {
        boolean mayBeCancelled() {
            return steers && !task.status().isFinal() && !task.cancelRequested();
        }

        boolean mayBeRetried() {
            return steers && mayEverBeRetried();
        }

        /** Whether it may be queued before it is due. */
        boolean mayBeRunNow() {
            return steers && task.status() == TaskStatus.SCHEDULED;
        }

        boolean mayEverBeRetried() {
            return task.status() == TaskStatus.FAILED || task.status() == TaskStatus.CANCELLED;
        }

        /** The type to resume, if that is a remedy. */
        Optional<String> pausedType() {
            return reasons.stream().anyMatch(Explanation.Paused.class::isInstance)
                    ? Optional.of(task.type())
                    : Optional.empty();
        }

        /** The served type that was probably meant, if no agent has ever served the task's. */
        Optional<String> meantType() {
            return reasons.stream()
                    .filter(Explanation.NotServed.class::isInstance)
                    .map(Explanation.NotServed.class::cast)
                    .filter(reason -> !reason.everServed())
                    .flatMap(reason -> reason.nearest().stream())
                    .findFirst();
        }

        /** The call of the API that does what the page offers. */
        String curl() {
            String action = mayEverBeRetried() ? ":retry" : task.status().isFinal() ? "" : ":cancel";
            return "curl -s" + (action.isEmpty() ? "" : " -X POST") + " \"$TASKQ/v1/tasks/" + task.id() + action
                    + "\" -H \"Authorization: Bearer $TOKEN\"";
        }
    }

    static PageAnswer one(Visit visit, long id) {
        ShownTask found = visit.calls().tasks().get(visit.context(), id, Duration.ZERO);
        Task task = found.task();
        Shown shown = new Shown(
                task,
                found.warning(),
                Site.isRefresh(visit.request()) ? Optional.empty() : Optional.of(json(visit, task, task.params())),
                task.result().map(result -> json(visit, task, result)),
                visit.calls().inspections().events(visit.context(), id),
                task.status().isFinal()
                        ? List.of()
                        : visit.calls()
                                .inspections()
                                .explain(visit.context(), id)
                                .reasons(),
                visit.config().logs().flatMap(logs -> logs.of(task, visit.now())),
                visit.maySteer(task.origin().caller()));
        Shell shell = visit.shell("Task " + id, Urls.TASKS);
        return Html.page(200, (out, tags) -> JtetaskGenerated.render(out, tags, shell, shown));
    }

    private static Json json(Visit visit, Task task, String text) {
        return Json.of(MaskedJson.of(visit.config().masks(), task.type(), text));
    }

    static PageAnswer cancel(Visit visit, long id) {
        CancelAnswer answer = visit.calls().tasks().cancel(visit.context(), id);
        return Html.redirect(Visit.done(Urls.task(id), answer.isRequested() ? "cancel-requested" : "cancelled"));
    }

    /** Only at the attempt that the page showed: sent twice, the form queues the task once. */
    static PageAnswer retry(Visit visit, long id) {
        visit.calls().tasks().retry(visit.context(), id, OptionalInt.of(attempt(visit)));
        return Html.redirect(Visit.done(Urls.task(id), "retried"));
    }

    /** Likewise. A task that was cancelled since the page was shown stays cancelled. */
    static PageAnswer runNow(Visit visit, long id) {
        visit.calls().tasks().runNow(visit.context(), id, OptionalInt.of(attempt(visit)));
        return Html.redirect(Visit.done(Urls.task(id), "retried"));
    }

    private static int attempt(Visit visit) {
        OptionalLong attempt = TaskListPages.number(visit.request().field("attempt"));
        if (attempt.isEmpty() || attempt.getAsLong() > Integer.MAX_VALUE) {
            throw new ProblemException(
                    Problem.malformed("\"attempt\" must be a whole number from 0 to " + Integer.MAX_VALUE));
        }
        return (int) attempt.getAsLong();
    }
}
