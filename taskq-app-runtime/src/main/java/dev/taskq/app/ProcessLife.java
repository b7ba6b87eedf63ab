package dev.taskq.app;

import dev.taskq.server.CannotListenException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a process. It reads and checks the settings, starts the application, and waits for a signal (SIGTERM,
 * SIGINT) or until the application is unhealthy. Then it closes the application in order.
 *
 * The exit codes: 0 after a requested stop, {@value #BAD_SETTINGS} for bad settings, {@value #CANNOT_START} if the
 * start failed, {@value #UNSOUND} if the running application became unhealthy. If a handler called {@link System#exit},
 * its code stays.
 */
public final class ProcessLife {
    /** Bad settings; EX_CONFIG in {@code sysexits.h}. */
    public static final int BAD_SETTINGS = 78;

    /** The start failed, for instance because the port is in use. */
    public static final int CANNOT_START = 1;

    /** The running application became unhealthy; EX_SOFTWARE in {@code sysexits.h}. */
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
         * Starts the application.
         *
         * @param settings its settings
         * @param stop ends waiting early
         * @return the running application
         * @throws InterruptedException if a stop was requested meanwhile
         * @throws BadSettingsException if settings that were parsed cannot be used
         * @throws CannotListenException if it cannot listen on its port
         */
        Running start(Settings settings, StopRequest stop) throws InterruptedException;
    }

    /**
     * Runs the whole life. Returns at its end, and ends the process if its exit code is not 0.
     *
     * @param app the application
     * @param environment the environment's variables
     * @param errors where the reason of a failed start is printed
     * @param start starts the application
     */
    public static void live(App app, Map<String, String> environment, PrintStream errors, Start start) {
        live(app, environment, errors, readable -> List.of(), start);
    }

    /**
     * Runs the whole life of an application that checks more than each setting for itself.
     *
     * @param app the application
     * @param environment the environment's variables
     * @param errors where the reason of a failed start is printed
     * @param check the further check of the settings; see {@link Settings#read(App, Map, Function)}
     * @param start starts the application
     */
    public static void live(
            App app,
            Map<String, String> environment,
            PrintStream errors,
            Function<Settings, List<String>> check,
            Start start) {
        int code = new ProcessLife().run(() -> Settings.read(app, environment, check), app, errors, start);
        if (code != 0) {
            System.exit(code);
        }
    }

    private int run(Supplier<Settings> read, App app, PrintStream errors, Start start) {
        Logging.install(app);
        AotCache.unused()
                .ifPresent(file -> LOG.warn(
                        "the JVM cannot use its AOT cache, so it is slow for a while;"
                                + " the variable _JAVA_OPTIONS=-Xlog:aot tells why: cache={}",
                        file));
        try {
            Settings settings = read.get();
            Logging.configure(settings);
            settings.warnings().forEach(LOG::warn);
            LOG.info("starting app={} settings={}", app.program(), settings.shown());
            Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
            return runUntilStopped(start.start(settings, stop));
        } catch (BadSettingsException e) {
            e.lines().forEach(line -> errors.println(app.program() + ": " + line));
            return BAD_SETTINGS;
        } catch (CannotListenException e) {
            errors.println(app.program() + ": " + e.getMessage() + ": set TASKQ_HTTP_PORT or TASKQ_HTTP_HOST");
            return CANNOT_START;
        } catch (InterruptedException e) {
            LOG.info("stopped before the start was complete");
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
                    LOG.error("the application is unhealthy, the process ends");
                    return UNSOUND;
                }
            }
            Logging.tellOmitted();
            LOG.info("stopping");
        }
        LOG.info("stopped");
        return 0;
    }

    /**
     * Runs as the JVM's shutdown hook. The process ends only when this method returns, because a signal's own exit code
     * would not be 0.
     */
    private void stopAndWait() {
        boolean lives = over.getCount() > 0;
        stop.ask();
        if (lives) {
            LOG.info("a stop was requested");
        }
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

    /**
     * Whether this stop came from a signal, which has a handler that waits for it. {@link System#exit} is called on any
     * other thread.
     */
    private static boolean isBySignal() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().startsWith("java.lang.Terminator"));
    }
}
