package dev.taskq.console.site;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.page.PageAnswer;
import java.util.List;

/** Finds the page of a path. */
final class Router {
    private Router() {}

    /** Shows a page. */
    static PageAnswer show(Visit visit) {
        List<String> path = segments(visit);
        if (path.isEmpty()) {
            return visit.mayRead() ? OverviewPages.overview(visit) : Html.redirect(Urls.TASKS);
        }
        String name = path.size() == 2 ? path.get(1) : "";
        boolean isList = path.size() == 1;
        boolean isOne = path.size() == 2;
        return switch (path.get(0)) {
            case "types" -> isList ? TypePages.list(visit) : isOne ? TypePages.one(visit, name) : nothing();
            case "tasks" -> isList ? TaskListPages.list(visit) : isOne ? TaskPages.one(visit, id(name)) : nothing();
            case "agents" -> isList ? AgentPages.list(visit) : nothing();
            case "schedules" -> isList ? SchedulePages.list(visit) : nothing();
            case "audit" -> isList ? AuditPages.list(visit) : nothing();
            case "demo" -> isList ? DemoPages.show(visit) : nothing();
            case "errors" -> isList ? ErrorPages.list(visit) : nothing();
            case "operations" ->
                isList ? OperationPages.list(visit) : isOne ? OperationPages.one(visit, id(name)) : nothing();
            default -> nothing();
        };
    }

    /** Does what a form says. */
    static PageAnswer act(Visit visit) {
        List<String> path = segments(visit);
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
            case "tasks retry" -> TaskPages.retry(visit, id(name));
            case "agents drain" -> AgentPages.drain(visit, id(name));
            case "operations confirm" -> OperationPages.confirm(visit, id(name));
            case "operations count" -> OperationPages.countAgain(visit, id(name));
            case "operations cancel" -> OperationPages.cancel(visit, id(name));
            case "schedules pause" -> SchedulePages.pause(visit, name);
            case "schedules resume" -> SchedulePages.resume(visit, name);
            case "schedules run" -> SchedulePages.run(visit, name);
            default -> nothing();
        };
    }

    private static List<String> segments(Visit visit) {
        String path = visit.request().path();
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
