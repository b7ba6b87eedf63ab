package dev.taskq.spring.boot;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.spring.ServerLifecycle;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/** Where the console is, or what it lacks. */
final class ConsoleReport {
    private static final String CONSOLE = "dev.taskq.console.Console";

    private ConsoleReport() {}

    static String text(ApplicationContext context) {
        if (context.containsBean("taskqServerLifecycle")) {
            return "console on port " + OwnPort.of(context);
        }
        if (context.containsBean("taskqConsoleMapping")) {
            return "console at /console of the application";
        }
        return "no console because " + reason(context);
    }

    private static String reason(ApplicationContext context) {
        if (!ClassUtils.isPresent(CONSOLE, context.getClassLoader())) {
            return "taskq-console is not on the class path";
        }
        return context.getBeanNamesForType(Coordinator.class).length > 0
                ? "there is neither taskq.console.port nor a bean ConsoleAccess in an application with Spring MVC"
                : "there is no coordinator";
    }

    /** Its classes are there only with taskq-console. */
    private static final class OwnPort {
        static int of(ApplicationContext context) {
            return context.getBean(ServerLifecycle.class).port();
        }
    }
}
