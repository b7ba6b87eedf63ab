package dev.taskq.console.site;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.page.PageAnswer;
import java.util.List;
import java.util.Map;

/** Finds the page of a path. */
final class Router {
    /** The fields of the forms with text, by section and last part of the path. Both have params. */
    private static final Map<String, List<String>> FORMS_WITH_TEXT = Map.of(
            "tasks " + SubmitAgainPages.PATH,
            SubmitAgainPages.NAMES,
            "schedules " + ScheduleEditPages.PATH,
            ScheduleEditPages.NAMES);

    private Router() {}

    /** Shows a page. */
    static PageAnswer show(Visit visit) {
        List<String> path = segments(visit.request().path());
        if (path.isEmpty()) {
            return visit.mayRead() ? OverviewPages.overview(visit) : Html.redirect(Urls.TASKS);
        }
        if (path.size() == 3) {
            return edit(visit, path.get(0), path.get(1), path.get(2));
        }
        String name = path.size() == 2 ? path.get(1) : "";
        boolean isList = path.size() == 1;
        boolean isOne = path.size() == 2;
        return switch (path.get(0)) {
            case "types" -> isList ? TypePages.list(visit) : isOne ? TypePages.one(visit, name) : nothing();
            case "tasks" -> isList ? TaskListPages.list(visit) : isOne ? TaskPages.one(visit, id(name)) : nothing();
            case "agents" -> isList ? AgentPages.list(visit) : nothing();
            case "schedules" -> isList ? SchedulePages.list(visit) : isOne ? SchedulePages.one(visit, name) : nothing();
            case "due" -> isList ? DuePages.list(visit) : nothing();
            case "palette" -> isList ? TypePages.palette(visit) : nothing();
            case "audit" -> isList ? AuditPages.list(visit) : nothing();
            case "demo" -> isList ? DemoPages.show(visit) : nothing();
            case "errors" -> isList ? ErrorPages.list(visit) : nothing();
            case "operations" ->
                isList ? OperationPages.list(visit) : isOne ? OperationPages.one(visit, id(name)) : nothing();
            default -> nothing();
        };
    }

    /** Shows a form that needs a page of its own. */
    private static PageAnswer edit(Visit visit, String section, String name, String form) {
        return switch (section + " " + form) {
            case "tasks " + SubmitAgainPages.PATH -> SubmitAgainPages.form(visit, id(name));
            case "schedules " + ScheduleEditPages.PATH -> ScheduleEditPages.form(visit, name);
            default -> nothing();
        };
    }

    /** The names of the fields of a form with text; none if the form of a path has no text that a person could lose. */
    static List<String> namesOfText(String path) {
        List<String> parts = segments(path);
        return parts.size() == 3
                ? FORMS_WITH_TEXT.getOrDefault(parts.get(0) + " " + parts.get(2), List.of())
                : List.of();
    }

    /** Shows a form with text as it was sent, and why it was refused. */
    static PageAnswer showAgain(Visit visit, Problem problem) {
        List<String> path = segments(visit.request().path());
        return switch (path.get(0) + " " + path.get(2)) {
            case "tasks " + SubmitAgainPages.PATH -> SubmitAgainPages.showAgain(visit, id(path.get(1)), problem);
            case "schedules " + ScheduleEditPages.PATH -> ScheduleEditPages.showAgain(visit, path.get(1), problem);
            default -> nothing();
        };
    }

    /** Does what a form says. */
    static PageAnswer act(Visit visit) {
        List<String> path = segments(visit.request().path());
        if (path.equals(List.of("tasks", "act"))) {
            return OperationPages.count(visit);
        }
        if (path.size() == 2 && path.get(0).equals("demo")) {
            return DemoPages.cause(visit, path.get(1));
        }
        if (path.size() != 3) {
            return nothing();
        }
        String name = path.get(1);
        return switch (path.get(0) + " " + path.get(2)) {
            case "types pause" -> TypePages.pause(visit, name);
            case "types resume" -> TypePages.resume(visit, name);
            case "tasks cancel" -> TaskPages.cancel(visit, id(name));
            case "tasks " + SubmitAgainPages.PATH -> SubmitAgainPages.submit(visit, id(name));
            case "tasks retry" -> TaskPages.retry(visit, id(name));
            case "tasks run" -> TaskPages.runNow(visit, id(name));
            case "agents drain" -> AgentPages.drain(visit, id(name));
            case "operations confirm" -> OperationPages.confirm(visit, id(name));
            case "operations count" -> OperationPages.countAgain(visit, id(name));
            case "operations cancel" -> OperationPages.cancel(visit, id(name));
            case "schedules pause" -> SchedulePages.pause(visit, name);
            case "schedules resume" -> SchedulePages.resume(visit, name);
            case "schedules " + ScheduleEditPages.PATH -> ScheduleEditPages.save(visit, name);
            case "schedules run" -> SchedulePages.run(visit, name);
            default -> nothing();
        };
    }

    private static List<String> segments(String path) {
        return path.isEmpty() || path.equals("/")
                ? List.of()
                : List.of(path.substring(1).split("/", -1));
    }

    private static long id(String text) {
        return TaskListPages.id(text)
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("nothing has this id: an id is a whole number from 1 to " + Long.MAX_VALUE)));
    }

    private static PageAnswer nothing() {
        throw new ProblemException(Problem.notFound("this page does not exist"));
    }
}
