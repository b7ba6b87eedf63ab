package dev.taskq.console.site;

import dev.taskq.NewSchedule;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.server.Scope;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.call.ScheduleCalls;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageAnswer.Header;
import dev.taskq.server.text.Durations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The form that changes when a schedule fires, and the params of its tasks. All else stays as it was put, also its caller. */
final class ScheduleEditPages {
    /** The last part of the path. */
    static final String PATH = "edit";

    /** The last change of the schedule when the form was opened. */
    private static final String SEEN = "seen";

    /** Its fields. */
    static final List<String> NAMES = List.of("cron", "zone", "every", "params", SEEN);

    private ScheduleEditPages() {}

    static PageAnswer form(Visit visit, String name) {
        Schedule schedule = schedule(visit, name);
        return page(visit, name, 200, FilledForm.of(values(visit, schedule)));
    }

    static PageAnswer save(Visit visit, String name) {
        Schedule stored = schedule(visit, name);
        FormFields fields = new FormFields(visit.request(), NAMES);
        if (!fields.text(SEEN).equals(stored.updatedAt().toString())) {
            return changedSince(visit, stored, fields);
        }
        Optional<Schedule> saved = read(fields, visit, stored.definition())
                .flatMap(schedule -> fields.made(
                        () -> visit.calls().schedules().edit(visit.context(), schedule, stored.updatedAt())));
        if (saved.isPresent()) {
            return Html.redirect(Visit.done(Urls.schedule(name), "saved"));
        }
        return fields.isRefusedFor(ProblemKind.CONFLICT)
                ? changedSince(visit, schedule(visit, name), fields)
                : page(visit, name, fields.status(), fields.filled(), fields.headers());
    }

    private static PageAnswer changedSince(Visit visit, Schedule stored, FormFields fields) {
        fields.refuse(
                ProblemKind.CONFLICT,
                "the schedule was changed since this form was opened, and nothing was saved: look at it in another"
                        + " tab, and save again if your values are to replace it");
        FilledForm form = fields.filled().with(SEEN, stored.updatedAt().toString());
        return page(visit, stored.name(), fields.status(), form);
    }

    /** Shows a form that was refused before it was looked at. Nothing is read for it: the next send checks what the person may do. */
    static PageAnswer showAgain(Visit visit, String name, Problem problem) {
        ScheduleCalls.requireName(name);
        FormFields fields = FormFields.refused(visit, NAMES, problem);
        return page(visit, name, fields.status(), fields.filled(), fields.headers());
    }

    /** The schedule, if the person may change it. */
    private static Schedule schedule(Visit visit, String name) {
        Schedule schedule = SchedulePages.find(visit, name);
        if (!visit.maySteer(schedule.definition().caller())) {
            throw new ProblemException(Problem.forbidden(Scope.ADMIN));
        }
        return schedule;
    }

    private static Map<String, String> values(Visit visit, Schedule schedule) {
        Map<String, String> values = new HashMap<>();
        switch (schedule.definition().recurrence()) {
            case Recurrence.Cron(String expression, String zone) -> {
                values.put("cron", expression);
                values.put("zone", zone);
            }
            case Recurrence.Interval(var interval) -> values.put("every", Durations.format(interval));
        }
        values.put(
                MaskedParams.FIELD,
                MaskedParams.shown(
                        visit,
                        schedule.definition().type(),
                        schedule.definition().params()));
        values.put(SEEN, schedule.updatedAt().toString());
        return values;
    }

    /** Empty if something is wrong with it. */
    private static Optional<NewSchedule> read(FormFields fields, Visit visit, NewSchedule stored) {
        Optional<Recurrence> recurrence = recurrence(fields);
        String params = MaskedParams.sent(fields, visit, stored.type(), stored.params(), true);
        if (fields.isWrong() || recurrence.isEmpty()) {
            return Optional.empty();
        }
        return fields.accepted(() -> new NewSchedule(
                stored.name(),
                recurrence.get(),
                stored.type(),
                params,
                stored.limits(),
                stored.catchUp(),
                stored.overlap(),
                stored.caller()));
    }

    private static Optional<Recurrence> recurrence(FormFields fields) {
        String cron = fields.text("cron");
        boolean isInterval = !fields.text("every").isEmpty();
        if (cron.isEmpty() != isInterval) {
            fields.reject(
                    isInterval ? "every" : "cron",
                    isInterval ? "must not be given together with a cron expression" : "is required, or an interval");
            return Optional.empty();
        }
        if (isInterval) {
            return fields.duration("every").flatMap(interval -> fields.accepted(() -> Recurrence.every(interval)));
        }
        String zone = fields.text("zone");
        return Optional.of(new Recurrence.Cron(cron, zone.isEmpty() ? "UTC" : zone));
    }

    private static PageAnswer page(Visit visit, String name, int status, FilledForm form, Header... headers) {
        Shell shell = visit.shell("Edit " + name, Urls.SCHEDULES);
        return Html.page(status, (out, tags) -> JtescheduleeditGenerated.render(out, tags, shell, name, form), headers);
    }
}
