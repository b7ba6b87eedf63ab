package dev.taskq.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The logs of an application: JSON to standard output, set up by {@code logback.xml}. Lines about single tasks have loggers
 * of their own, which are turned on here, and thinned.
 */
final class Logging {
    private static final Logger LOG = LoggerFactory.getLogger(Logging.class);

    private Logging() {}

    /** Takes in what libraries log by {@code java.util.logging}, and names the application in each line. */
    static void install(App app) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        context().putProperty("app", app.shortName());
    }

    /** Applies the settings. */
    static void configure(Settings settings) {
        Level level = Level.valueOf(settings.get(AppSettings.LOG_LEVEL));
        boolean tellsOfTasks = settings.get(AppSettings.OBSERVABILITY_ENABLED);
        if (!tellsOfTasks && !level.isGreaterOrEqual(Level.INFO)) {
            level = Level.INFO;
        }
        context().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
        if (!tellsOfTasks) {
            context().getLogger(TaskLines.LOGGERS).setLevel(Level.WARN);
        } else {
            if (level == Level.INFO) {
                context().getLogger(TaskLines.LOGGERS).setLevel(Level.DEBUG);
            }
            TaskLines lines = new TaskLines(settings.get(AppSettings.LOG_TASKS_PER_SECOND), System::nanoTime);
            lines.setContext(context());
            lines.start();
            context().addTurboFilter(lines);
        }
    }

    /** Counts what is left out. */
    static void bindTo(MeterRegistry meters) {
        taskLines().ifPresent(lines -> lines.bindTo(meters));
    }

    /** Says what was left out since the last time, if anything was. */
    static void tellOmitted() {
        Map<String, Long> omitted =
                taskLines().map(TaskLines::omittedSinceLastTold).orElse(Map.of());
        if (!omitted.isEmpty()) {
            LOG.info("lines about single tasks left out, there were too many a second number={}", omitted);
        }
    }

    private static Optional<TaskLines> taskLines() {
        return context().getTurboFilterList().stream()
                .filter(TaskLines.class::isInstance)
                .map(TaskLines.class::cast)
                .findFirst();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
