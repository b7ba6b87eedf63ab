package dev.taskq.console.site;

import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.server.page.PageAnswer;
import java.util.List;
import java.util.Optional;

/** The page of schedules. */
final class SchedulePages {
    private static final int LENGTH = 50;

    private SchedulePages() {}

    /**
     * A schedule as the page shows it.
     *
     * @param schedule the schedule
     * @param steers whether it may be changed
     */
    record Shown(Schedule schedule, boolean steers) {}

    static PageAnswer list(Visit visit) {
        Optional<String> cursor = Urls.value(visit.request(), "cursor");
        SchedulePage page =
                visit.shared(() -> visit.calls().schedules().list(visit.context(), Optional.of(LENGTH), cursor));
        List<Shown> shown = page.schedules().stream()
                .map(schedule ->
                        new Shown(schedule, visit.maySteer(schedule.definition().caller())))
                .toList();
        Optional<String> next = page.next().map(after -> Urls.SCHEDULES + "?cursor=" + Urls.encoded(after));
        Shell shell = visit.shell("Schedules", Urls.SCHEDULES);
        return Html.page(
                200, (out, tags) -> JteschedulesGenerated.render(out, tags, shell, shown, next, cursor.isPresent()));
    }

    static PageAnswer pause(Visit visit, String name) {
        visit.calls().schedules().pause(visit.context(), name);
        return Html.redirect(Visit.done(Urls.SCHEDULES, "paused"));
    }

    static PageAnswer resume(Visit visit, String name) {
        visit.calls().schedules().resume(visit.context(), name);
        return Html.redirect(Visit.done(Urls.SCHEDULES, "resumed"));
    }

    /** Shows the task that was queued. */
    static PageAnswer run(Visit visit, String name) {
        RunResult.Queued queued = visit.calls().schedules().run(visit.context(), name, Optional.empty());
        return Html.redirect(Visit.done(Urls.task(queued.task()), "run"));
    }
}
