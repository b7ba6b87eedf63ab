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
 * The logs of an application: JSON on standard output, configured by {@code logback.xml}. Lines about single tasks have
 * their own loggers, which this class turns on and rate-limits.
 */
final class Logging {
    private static final Logger LOG = LoggerFactory.getLogger(Logging.class);

    private Logging() {}

    /** Redirects {@code java.util.logging}, which libraries use, and adds the application's name to each line. */
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

    /** Registers the count of omitted lines. */
    static void bindTo(MeterRegistry meters) {
        taskLines().ifPresent(lines -> lines.bindTo(meters));
    }

    /** Logs how many lines were left out since the last call, if any were. */
    static void tellOmitted() {
        Map<String, Long> omitted =
                taskLines().map(TaskLines::omittedSinceLastTold).orElse(Map.of());
        if (!omitted.isEmpty()) {
            LOG.info("lines about single tasks were left out because of their rate number={}", omitted);
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
