package dev.taskq.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a process: settings are read and checked, the application is started, and runs until a signal (SIGTERM, SIGINT)
 * or until it is no longer sound. Then it is closed in order.
 *
 * <p>The exit codes: 0 after a stop that was asked for, {@value #BAD_SETTINGS} for bad settings, {@value #CANNOT_START} where
 * it could not start, {@value #UNSOUND} where it broke. Where a handler called {@link System#exit}, its code stays.
 */
public final class ProcessLife {
    /** Bad settings; known from {@code sysexits.h} as EX_CONFIG. */
    public static final int BAD_SETTINGS = 78;

    /** It could not start: its port is taken, for instance. */
    public static final int CANNOT_START = 1;

    /** It broke while it ran; EX_SOFTWARE. */
    public static final int UNSOUND = 70;

    private static final Duration HEALTH_PERIOD = Duration.ofSeconds(1);
    private static final int ROUNDS_A_TELLING = 10;
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLife.class);

    private final StopRequest stop = new StopRequest();
    private final CountDownLatch over = new CountDownLatch(1);

    private ProcessLife() {}

    /** Starts an application. */
    @FunctionalInterface
    public interface Start {
        /**
         * Starts it.
         *
         * @param settings its settings
         * @param stop cuts waiting short
         * @return what runs
         * @throws InterruptedException if a stop was asked for meanwhile
         * @throws BadSettingsException if settings that parsed cannot be used all the same
         * @throws CannotStartException if it cannot start, for a reason that one line tells
         */
        Running start(Settings settings, StopRequest stop) throws InterruptedException;
    }

    /**
     * Lives it; does not return before the end, and ends the process where its exit code is not 0.
     *
     * @param app the application
     * @param environment the environment's variables
     * @param errors where a line goes that explains why it does not start
     * @param start starts it
     */
    public static void live(App app, Map<String, String> environment, PrintStream errors, Start start) {
        int code = new ProcessLife().run(app, environment, errors, start);
        if (code != 0) {
            System.exit(code);
        }
    }

    private int run(App app, Map<String, String> environment, PrintStream errors, Start start) {
        Logging.install(app);
        try {
            Settings settings = Settings.read(app, environment);
            Logging.configure(settings);
            settings.warnings().forEach(LOG::warn);
            LOG.info("starting app={} settings={}", app.program(), settings.shown());
            Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
            return runUntilStopped(start.start(settings, stop));
        } catch (BadSettingsException e) {
            e.lines().forEach(line -> errors.println(app.program() + ": " + line));
            return BAD_SETTINGS;
        } catch (CannotStartException e) {
            errors.println(app.program() + ": " + e.getMessage());
            return CANNOT_START;
        } catch (InterruptedException e) {
            LOG.info("stopped before it had started");
            return 0;
        } catch (RuntimeException | Error e) {
            LOG.error("it broke", e);
            return UNSOUND;
        } finally {
            over.countDown();
        }
    }

    private int runUntilStopped(Running running) throws InterruptedException {
        try (running) {
            for (long rounds = 1; !stop.await(HEALTH_PERIOD); rounds++) {
                if (rounds % ROUNDS_A_TELLING == 0) {
                    Logging.tellOmitted();
                }
                if (!running.isHealthy()) {
                    LOG.error("it is no longer sound, the process ends");
                    return UNSOUND;
                }
            }
            Logging.tellOmitted();
            LOG.info("stopping");
        }
        LOG.info("stopped");
        return 0;
    }

    /** Runs as the JVM's shutdown hook: the process lasts as long as this does, and a signal's own exit code would not be 0. */
    private void stopAndWait() {
        stop.ask();
        boolean interrupted = false;
        try {
            over.await(1, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!interrupted && isBySignal()) {
            Runtime.getRuntime().halt(0);
        }
    }

    /** Whether this stop came by a signal, whose handler waits for it; {@link System#exit} is called on any other thread. */
    private static boolean isBySignal() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().startsWith("java.lang.Terminator"));
    }
}
