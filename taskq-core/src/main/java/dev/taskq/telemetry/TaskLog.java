package dev.taskq.telemetry;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * The lines about one step in the lives of tasks, each step a logger of its own below {@value #LOGGERS}: those that all
 * tasks take at {@code DEBUG}, so that an embedder is not flooded; who wants them turns that logger on. What a line says of its task stands in the logger's
 * context, whatever stood there before. A logger that throws costs its line and nothing else: the step was taken. Thread-safe.
 *
 * <p>Whether a line is wanted is asked once, by {@link #isWanted()}, before anything is built for it: so a filter may count
 * what it is asked for, and thin it.
 */
public final class TaskLog {
    /** Below which all these loggers are. */
    public static final String LOGGERS = "dev.taskq.tasks";

    private final Logger logger;
    private final Level level;

    private TaskLog(String step, Level level) {
        this.logger = LoggerFactory.getLogger(LOGGERS + "." + step);
        this.level = level;
    }

    /** Of a step that all tasks take. */
    public static TaskLog routine(String step) {
        return new TaskLog(step, Level.DEBUG);
    }

    /** Of a step that somebody should look at. */
    public static TaskLog notable(String step) {
        return new TaskLog(step, Level.INFO);
    }

    /** Of a step that should not be taken. */
    public static TaskLog worrying(String step) {
        return new TaskLog(step, Level.WARN);
    }

    /** Whether a line is wanted. To be asked once for each line. */
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
            // The line is lost; what it tells of goes on.
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
