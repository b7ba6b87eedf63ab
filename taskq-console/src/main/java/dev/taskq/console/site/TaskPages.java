package dev.taskq.console.site;

import dev.taskq.Explanation;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskStatus;
import dev.taskq.server.call.CancelAnswer;
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
     * @param params its params
     * @param result its result
     * @param events its life so far
     * @param explanation why it is where it is
     * @param steers whether it may be changed
     */
    record Shown(
            Task task,
            Optional<String> warning,
            Json params,
            Optional<Json> result,
            List<TaskEvent> events,
            Explanation explanation,
            boolean steers) {
        boolean mayBeCancelled() {
            return steers && !task.status().isFinal() && !task.cancelRequested();
        }

        boolean mayBeRetried() {
            return steers && mayEverBeRetried();
        }

        boolean mayEverBeRetried() {
            return task.status() == TaskStatus.FAILED || task.status() == TaskStatus.CANCELLED;
        }

        /** The type to resume, if that is a remedy. */
        Optional<String> pausedType() {
            return explanation.reasons().stream().anyMatch(Explanation.Paused.class::isInstance)
                    ? Optional.of(task.type())
                    : Optional.empty();
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
                Json.of(task.params()),
                task.result().map(Json::of),
                visit.calls().inspections().events(visit.context(), id),
                visit.calls().inspections().explain(visit.context(), id),
                visit.maySteer(task.origin().caller()));
        Shell shell = visit.shell("Task " + id, Urls.TASKS);
        return Html.page(200, (out, tags) -> JtetaskGenerated.render(out, tags, shell, shown));
    }

    static PageAnswer cancel(Visit visit, long id) {
        CancelAnswer answer = visit.calls().tasks().cancel(visit.context(), id);
        return Html.redirect(Visit.done(Urls.task(id), answer.isRequested() ? "cancel-requested" : "cancelled"));
    }

    /** Only at the attempt that the page showed: sent twice, the form queues the task once. */
    static PageAnswer retry(Visit visit, long id) {
        OptionalLong attempt = TaskListPages.number(visit.request().field("attempt"));
        OptionalInt at = attempt.isPresent() && attempt.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) attempt.getAsLong())
                : OptionalInt.empty();
        visit.calls().tasks().retry(visit.context(), id, at);
        return Html.redirect(Visit.done(Urls.task(id), "retried"));
    }
}
