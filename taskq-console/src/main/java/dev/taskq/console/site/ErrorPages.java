package dev.taskq.console.site;

import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import dev.taskq.TaskFilter;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.TaskqException;
import dev.taskq.TimeWindow;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.page.PageAnswer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page of the errors of failed tasks, and what the page of a type shows of them. */
final class ErrorPages {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);

    /** The id of the part of the page of a type that shows them. */
    static final String PART = "errors";

    /** The most errors on the page of a type. */
    static final int MOST_OF_TYPE = 5;

    private ErrorPages() {}

    /**
     * An error as a page shows it.
     *
     * @param group the tasks that have it
     * @param bars the tasks over time
     * @param tasks the address of their list; empty if no filter says what they have in common
     * @param retry the address of the form that retries them; empty likewise, because all failures of the type would be retried
     */
    record Shown(ErrorGroup group, FailureBars bars, Optional<String> tasks, Optional<String> retry) {}

    /**
     * A report as a page shows it.
     *
     * @param report the report
     * @param type the type that it is of; empty for all types
     * @param errors its most frequent errors
     */
    record View(ErrorReport report, Optional<String> type, List<Shown> errors) {}

    static PageAnswer list(Visit visit) {
        Optional<String> type = Urls.value(visit.request(), Urls.TYPE);
        type.ifPresent(ErrorPages::requireName);
        View view = view(visit, type, ErrorReport.MOST_GROUPS);
        Shell shell = visit.shell("Errors", Urls.ERRORS);
        return Html.page(200, (out, tags) -> JteerrorsGenerated.render(out, tags, shell, view));
    }

    private static void requireName(String type) {
        try {
            TaskType.checkName(type);
        } catch (TaskRejectedException e) {
            throw new ProblemException(Problem.badQuery("\"type\" must be the name of a type"));
        }
    }

    /**
     * The commonest errors of a type.
     *
     * @return the errors; empty if the store does not tell them now: the rest of the page does not need them
     */
    static Optional<View> ofType(Visit visit, String type) {
        try {
            return Optional.of(view(visit, Optional.of(type), MOST_OF_TYPE));
        } catch (TaskqException e) {
            LOG.debug("the errors cannot be read", e);
            return Optional.empty();
        }
    }

    private static View view(Visit visit, Optional<String> type, int most) {
        ErrorReport report = visit.calls().inspections().errors(visit.context(), type);
        List<Shown> shown = report.groups().stream()
                .limit(most)
                .map(group -> shown(report, group))
                .toList();
        return new View(report, type, shown);
    }

    /** The tasks are those of the last day, also where the report does not reach so far back. */
    static Shown shown(ErrorReport report, ErrorGroup group) {
        TaskFilter failed = TaskFilter.ALL
                .withStatus(TaskStatus.FAILED)
                .withType(group.type())
                .withFinished(new TimeWindow(Optional.of(report.at().minus(ErrorReport.WINDOW)), Optional.empty()));
        Optional<String> list =
                group.contains().map(failed::withErrorContaining).flatMap(FilterQuery::address);
        return new Shown(
                group,
                FailureBars.of(report, group),
                list,
                list.map(tasks -> tasks.replace(Urls.TASKS + "?", Urls.TASKS + "/act?")));
    }
}
