package dev.taskq.console.site;

import dev.taskq.console.Demo;
import dev.taskq.console.Demo.Fault;
import dev.taskq.server.Scope;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.page.PageAnswer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The page of a demo. A console that is no demo has none. */
final class DemoPages {
    private DemoPages() {}

    /**
     * A button.
     *
     * @param action the address of its form
     * @param text what is on it
     */
    record Button(String action, String text) {
        static Button of(Fault fault) {
            return new Button(Urls.DEMO + "/" + name(fault), text(fault));
        }

        private static String text(Fault fault) {
            return switch (fault) {
                case KILL_AGENT -> "Kill an agent";
                case FLUSH_REDIS -> "Flush Redis";
                case STOP_REDIS -> "Kill Redis";
                case START_REDIS -> "Start Redis";
            };
        }
    }

    static PageAnswer show(Visit visit) {
        Demo demo = demo(visit);
        if (!visit.mayRead()) {
            throw new ProblemException(Problem.forbidden(Scope.READ));
        }
        Demo.Figures figures = demo.figures();
        Shell shell = visit.shell("Demo", Urls.DEMO);
        List<Button> buttons =
                shell.steers() ? demo.faults().stream().map(Button::of).toList() : List.of();
        return Html.page(200, (out, tags) -> JtedemoGenerated.render(out, tags, shell, figures, buttons));
    }

    static PageAnswer cause(Visit visit, String name) {
        Demo demo = demo(visit);
        if (!visit.caller().may(Scope.ADMIN)) {
            throw new ProblemException(Problem.forbidden(Scope.ADMIN));
        }
        Fault fault = Arrays.stream(Fault.values())
                .filter(each -> name(each).equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.notFound("the demo has no such button")));
        demo.cause(fault);
        return Html.redirect(Urls.DEMO);
    }

    private static Demo demo(Visit visit) {
        return visit.config()
                .demo()
                .orElseThrow(() -> new ProblemException(Problem.notFound("this page does not exist")));
    }

    private static String name(Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
