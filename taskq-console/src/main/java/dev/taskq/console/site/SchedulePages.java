package dev.taskq.console.site;

import dev.taskq.FiredTask;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.server.call.ListRequest;
import dev.taskq.server.call.ScheduleCalls;
import dev.taskq.server.page.PageAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of schedules. */
final class SchedulePages {
    private static final int LENGTH = 50;

    /** The tasks on the page of a schedule. */
    private static final int TASKS = 10;

    /** The marks of each schedule in the list, which has many schedules and refreshes itself. */
    static final int MARKS_OF_LIST = 10;

    /** The marks on the page of a schedule. */
    static final int MARKS = 20;

    private SchedulePages() {}

    /**
     * A schedule as a page shows it.
     *
     * @param schedule the schedule
     * @param words how often it fires
     * @param last the status of its last task; empty if it has none, if that is not kept any more, or if the person may not read it
     * @param spark its newest tasks
     * @param steers whether it may be changed
     */
    record Shown(Schedule schedule, String words, Optional<TaskStatus> last, Spark spark, boolean steers) {
        String name() {
            return schedule.name();
        }

        String type() {
            return schedule.definition().type();
        }
    }

    /** A page of schedules as it is read: what pages of other persons may share. */
    private record Reading(SchedulePage page, Map<String, List<FiredTask>> newest) {}

    static PageAnswer list(Visit visit) {
        Optional<String> cursor = Urls.value(visit.request(), "cursor");
        Reading reading = visit.shared(() -> read(visit, cursor));
        List<Shown> shown = reading.page().schedules().stream()
                .map(schedule -> shown(visit, schedule, reading.newest(), MARKS_OF_LIST))
                .toList();
        Optional<String> next = reading.page().next().map(after -> Urls.SCHEDULES + "?cursor=" + Urls.encoded(after));
        Shell shell = visit.shell("Schedules", Urls.SCHEDULES);
        return Html.page(
                200, (out, tags) -> JteschedulesGenerated.render(out, tags, shell, shown, next, cursor.isPresent()));
    }

    /** The tasks of all schedules are read at once. */
    private static Reading read(Visit visit, Optional<String> cursor) {
        SchedulePage page = visit.calls().schedules().list(visit.context(), Optional.of(LENGTH), cursor);
        return new Reading(page, newest(visit, page.schedules(), MARKS_OF_LIST));
    }

    private static Map<String, List<FiredTask>> newest(Visit visit, List<Schedule> schedules, int most) {
        return visit.calls().schedules().newestTasks(visit.context(), schedules, most);
    }

    private static Shown shown(Visit visit, Schedule schedule, Map<String, List<FiredTask>> newest, int marks) {
        List<FiredTask> tasks = newest.getOrDefault(schedule.name(), List.of());
        return new Shown(
                schedule,
                RecurrenceWords.of(schedule.definition().recurrence()),
                schedule.last().task().stream()
                        .boxed()
                        .flatMap(last -> tasks.stream().filter(task -> task.id() == last))
                        .map(FiredTask::status)
                        .findFirst(),
                Spark.of(tasks, marks, visit.now()),
                visit.maySteer(schedule.definition().caller()));
    }

    /** Finds a schedule that the person may read. */
    static Schedule find(Visit visit, String name) {
        ScheduleCalls.requireName(name);
        return visit.calls().schedules().get(visit.context(), name);
    }

    static PageAnswer one(Visit visit, String name) {
        Schedule schedule = find(visit, name);
        Shown shown = shown(visit, schedule, newest(visit, List.of(schedule), MARKS), MARKS);
        List<Task> tasks = visit.calls()
                .tasks()
                .list(
                        visit.context(),
                        new ListRequest(TaskFilter.ALL.withSchedule(name), Optional.of(TASKS), Optional.empty()))
                .tasks();
        Optional<Json> params = Site.isRefresh(visit.request())
                ? Optional.empty()
                : Optional.of(Json.of(MaskedJson.of(
                        visit.config().masks(),
                        schedule.definition().type(),
                        schedule.definition().params())));
        Shell shell = visit.shell(name, Urls.SCHEDULES);
        return Html.page(200, (out, tags) -> JtescheduleGenerated.render(out, tags, shell, shown, tasks, params));
    }

    static PageAnswer pause(Visit visit, String name) {
        visit.calls().schedules().pause(visit.context(), name);
        return Html.redirect(Visit.done(Urls.schedule(name), "paused"));
    }

    static PageAnswer resume(Visit visit, String name) {
        visit.calls().schedules().resume(visit.context(), name);
        return Html.redirect(Visit.done(Urls.schedule(name), "resumed"));
    }

    /** Shows the task that was queued. */
    static PageAnswer run(Visit visit, String name) {
        RunResult.Queued queued = visit.calls().schedules().run(visit.context(), name, Optional.empty());
        return Html.redirect(Visit.done(Urls.task(queued.task()), "run"));
    }
}
