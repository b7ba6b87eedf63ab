package dev.taskq.telemetry;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Log lines about one step of tasks. Each step has a logger of its own below {@value #LOGGERS}. Steps that all tasks
 * take are logged at {@code DEBUG}, so that they do not flood an application's log; turn the logger on to see them. The
 * facts about the task are in the logger context, which replaces the context that was there before. If a logger throws,
 * only its line is lost, since the step was taken. Thread-safe.
 *
 * {@link #isWanted()} is called once for each line, before anything is built for it, so that a filter can count the
 * calls and thin the lines.
 */
public final class TaskLog {
    /** The common parent of all these loggers. */
    public static final String LOGGERS = "dev.taskq.tasks";

    private final Logger logger;
    private final Level level;

    private TaskLog(String step, Level level) {
        this.logger = LoggerFactory.getLogger(LOGGERS + "." + step);
        this.level = level;
    }

    /** The log of a step that all tasks take. */
    public static TaskLog routine(String step) {
        return new TaskLog(step, Level.DEBUG);
    }

    /** The log of a step that deserves attention. */
    public static TaskLog notable(String step) {
        return new TaskLog(step, Level.INFO);
    }

    /** The log of a step that should not occur. */
    public static TaskLog worrying(String step) {
        return new TaskLog(step, Level.WARN);
    }

    /** Whether a line is wanted. Called once for each line. */
    public boolean isWanted() {
        try {
            return logger.isEnabledForLevel(level);
        } catch (Throwable e) {
            return false;
        }
    }

    /** Writes a line that is wanted. */
    public void write(TaskFacts facts, String message, Object... arguments) {
        write(facts, null, message, arguments);
    }

    /** Writes a line that is wanted. */
    public void write(TaskFacts facts, @Nullable Throwable cause, String message, Object... arguments) {
        try {
            writeInContext(facts, cause, message, arguments);
        } catch (Throwable e) {
            // Only the line is lost; the step itself continues.
            return;
        }
    }

    private void writeInContext(TaskFacts facts, @Nullable Throwable cause, String message, Object... arguments) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        Map<String, String> context = before == null ? new HashMap<>() : new HashMap<>(before);
        context.keySet().removeAll(TaskFacts.KEYS);
        context.putAll(facts.context());
        MDC.setContextMap(context);
        try {
            logger.makeLoggingEventBuilder(level).setCause(cause).log(message, arguments);
        } finally {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        }
    }
}
