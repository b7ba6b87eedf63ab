package dev.taskq.console.site;

import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.server.page.PageAnswer;
import java.util.List;
import java.util.Optional;

/** The page of the errors of failed tasks. */
final class ErrorPages {
    private ErrorPages() {}

    /**
     * An error as the page shows it.
     *
     * @param group the tasks that have it
     * @param tasks the address of their list; empty if no filter says what they have in common
     * @param retry the address of the form that retries them; empty likewise, because all failures of the type would be retried
     */
    record Shown(ErrorGroup group, Optional<String> tasks, Optional<String> retry) {}

    static PageAnswer list(Visit visit) {
        ErrorReport report = visit.calls().inspections().errors(visit.context());
        List<Shown> shown =
                report.groups().stream().map(group -> shown(report, group)).toList();
        Shell shell = visit.shell("Errors", Urls.ERRORS);
        return Html.page(200, (out, tags) -> JteerrorsGenerated.render(out, tags, shell, report, shown));
    }

    /** The tasks are those of the last day, also where the report does not reach so far back. */
    static Shown shown(ErrorReport report, ErrorGroup group) {
        TaskFilter failed = TaskFilter.ALL
                .withStatus(TaskStatus.FAILED)
                .withType(group.type())
                .withFinished(new TimeWindow(Optional.of(report.at().minus(ErrorReport.WINDOW)), Optional.empty()));
        Optional<String> list =
                group.contains().map(failed::withErrorContaining).flatMap(FilterQuery::address);
        return new Shown(group, list, list.map(tasks -> tasks.replace(Urls.TASKS + "?", Urls.TASKS + "/act?")));
    }
}
