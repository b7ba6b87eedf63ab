package dev.taskq.console.site;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageRequest;
import java.util.List;
import java.util.Set;

/** Finds the page of a path. */
final class Router {
    private static final Set<String> FORMS_WITH_PARAMS =
            Set.of("tasks " + SubmitAgainPages.PATH, "schedules " + ScheduleEditPages.PATH);

    private Router() {}

    /** Shows a page. */
    static PageAnswer show(Visit visit) {
        List<String> path = segments(visit.request());
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

    /** Whether the form of a request has params. */
    static boolean takesParams(PageRequest request) {
        List<String> path = segments(request);
        return path.size() == 3 && FORMS_WITH_PARAMS.contains(path.get(0) + " " + path.get(2));
    }

    /** Does what a form says. */
    static PageAnswer act(Visit visit) {
        List<String> path = segments(visit.request());
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

    private static List<String> segments(PageRequest request) {
        String path = request.path();
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
