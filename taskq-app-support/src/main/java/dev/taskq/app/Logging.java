package dev.taskq.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The logs of an application: JSON to standard output, set up by {@code logback.xml}. */
final class Logging {
    private Logging() {}

    /** Takes in what libraries log by {@code java.util.logging}. */
    static void install() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Applies the settings. */
    static void configure(Settings settings) {
        Level level = Level.valueOf(settings.get(AppSettings.LOG_LEVEL));
        if (!settings.get(AppSettings.OBSERVABILITY_ENABLED) && !level.isGreaterOrEqual(Level.INFO)) {
            level = Level.INFO;
        }
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(level);
    }
}
