package dev.taskq.console.site;

import dev.taskq.Due;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskLimits;
import dev.taskq.server.Scope;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageAnswer.Header;
import dev.taskq.server.text.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The form that submits a task again, with changes. It makes a new task, of the person's caller and with the correlation id of
 * the first one. The form has an idempotency key of its own: sent twice, it submits one task.
 */
final class SubmitAgainPages {
    /** The last part of the path. */
    static final String PATH = "again";

    private static final String TYPE = "type";
    private static final String ONCE = "once";
    /** Its fields. */
    static final List<String> NAMES = List.of(TYPE, "params", "max_attempts", "timeout", "delay", ONCE);

    private SubmitAgainPages() {}

    static PageAnswer form(Visit visit, long id) {
        Map<String, String> values = values(visit, task(visit, id));
        Urls.value(visit.request(), TYPE).ifPresent(type -> values.put(TYPE, type));
        return page(visit, id, 200, FilledForm.of(values));
    }

    static PageAnswer submit(Visit visit, long id) {
        Task first = task(visit, id);
        Origin origin =
                visit.context().origin().withCorrelationId(first.origin().correlationId());
        FormFields fields = new FormFields(visit.request(), NAMES);
        Optional<Submitted> submitted = read(fields, visit, first, origin)
                .flatMap(task -> fields.made(() -> visit.calls().tasks().submit(visit.context(), task)));
        if (submitted.isPresent()) {
            return Html.redirect(Visit.done(Urls.task(submitted.get().id()), "submitted"));
        }
        if (fields.isRefusedFor(ProblemKind.KEY_CONFLICT)) {
            fields.refuse(
                    ProblemKind.KEY_CONFLICT,
                    "this form was sent before, with other values: send it again to submit one more task");
            return page(visit, id, fields.status(), fields.filled().with(ONCE, newKey()));
        }
        return page(visit, id, fields.status(), fields.filled(), fields.headers());
    }

    /** Shows a form that was refused before it was looked at. Nothing is read for it: the next send checks what the person may do. */
    static PageAnswer showAgain(Visit visit, long id, Problem problem) {
        FormFields fields = FormFields.refused(visit, NAMES, problem);
        return page(visit, id, fields.status(), fields.filled(), fields.headers());
    }

    /** The task, if the person may submit it again: it is its own, or the person may steer everything. */
    private static Task task(Visit visit, long id) {
        Task task =
                visit.calls().tasks().get(visit.context(), id, Duration.ZERO).task();
        if (!visit.maySteer(task.origin().caller())) {
            throw new ProblemException(Problem.forbidden(Scope.ADMIN));
        }
        return task;
    }

    private static Map<String, String> values(Visit visit, Task task) {
        Map<String, String> values = new HashMap<>();
        values.put(TYPE, task.type());
        values.put(MaskedParams.FIELD, MaskedParams.shown(visit, task.type(), task.params()));
        TaskLimits limits = task.limits();
        limits.maxAttempts().ifPresent(attempts -> values.put("max_attempts", Integer.toString(attempts)));
        limits.timeout().ifPresent(timeout -> values.put("timeout", Durations.format(timeout)));
        values.put(ONCE, newKey());
        return values;
    }

    private static String newKey() {
        return "console-" + UUID.randomUUID();
    }

    /** Empty if something is wrong with it. */
    private static Optional<NewTask> read(FormFields fields, Visit visit, Task first, Origin origin) {
        Due due = fields.duration("delay")
                .flatMap(delay -> fields.accepted(() -> Due.after(delay)))
                .orElse(Due.now());
        TaskLimits limits = limits(fields);
        boolean isOfTheType = fields.text(TYPE).equals(first.type());
        String params = MaskedParams.sent(fields, visit, first.type(), first.params(), isOfTheType);
        Optional<String> key = Optional.of(key(fields, visit, first, params));
        Optional<NewTask> task =
                fields.accepted(() -> new NewTask(fields.text(TYPE), params, due, limits, key, origin));
        return fields.isWrong() ? Optional.empty() : task;
    }

    /**
     * The idempotency key: that of the form, if nothing is masked in the params. Otherwise the key also stands for what was typed and
     * for the task whose values are behind its masks. So the store never compares a masked value with a guess under one key, and no
     * answer tells whether they are equal.
     */
    private static String key(FormFields fields, Visit visit, Task first, String params) {
        String once = fields.text(ONCE);
        boolean isMasked =
                MaskedJson.of(visit.config().masks(), fields.text(TYPE), params).isMasked();
        return isMasked
                ? once + "-" + Secrets.digest(first.id() + " " + visit.request().field(MaskedParams.FIELD))
                : once;
    }

    private static TaskLimits limits(FormFields fields) {
        TaskLimits attempts = fields.number(
                        "max_attempts", "must be a whole number between 1 and " + TaskLimits.HIGHEST_MAX_ATTEMPTS)
                .flatMap(number -> fields.accepted(() -> TaskLimits.DEFAULTS.withMaxAttempts(number)))
                .orElse(TaskLimits.DEFAULTS);
        return fields.duration("timeout")
                .flatMap(timeout -> fields.accepted(() -> attempts.withTimeout(timeout)))
                .orElse(attempts);
    }

    private static PageAnswer page(Visit visit, long id, int status, FilledForm form, Header... headers) {
        Shell shell = visit.shell("Submit task " + id + " again", Urls.TASKS);
        return Html.page(status, (out, tags) -> JtesubmitagainGenerated.render(out, tags, shell, id, form), headers);
    }
}
