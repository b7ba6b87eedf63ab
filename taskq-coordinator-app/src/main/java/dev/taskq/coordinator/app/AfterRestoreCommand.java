package dev.taskq.coordinator.app;

import dev.taskq.QueueUnavailableException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.app.App;
import dev.taskq.app.AppMetrics;
import dev.taskq.app.AppSettings;
import dev.taskq.app.Backends;
import dev.taskq.app.BadSettingsException;
import dev.taskq.app.ProcessLife;
import dev.taskq.app.Settings;
import dev.taskq.postgres.AfterRestore;
import dev.taskq.postgres.LivingSessionsException;
import dev.taskq.spi.QueuePort;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

/**
 * The command {@value #NAME}: makes a database that was restored fit to work on, and drops the hints of another time, by the
 * settings of a coordinator.
 */
final class AfterRestoreCommand {
    /** How it is called. */
    static final String NAME = "after-restore";

    private static final Duration WATCH = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream errors;

    AfterRestoreCommand(Map<String, String> environment, PrintStream out, PrintStream errors) {
        this.environment = environment;
        this.out = out;
        this.errors = errors;
    }

    /**
     * Does it, and says what it did.
     *
     * @return the exit code: 0, or that of {@link ProcessLife} for bad settings or for what could not be done
     */
    int run() {
        try {
            Settings settings = Settings.read(App.COORDINATOR, environment);
            AfterRestore.Restored restored = AfterRestore.run(
                    Backends.postgres(settings, AppSettings.COORDINATOR_POSTGRES_POOL, App.COORDINATOR), WATCH);
            out.println("Postgres: tasks get ids from " + restored.firstTask() + " on; " + restored.sessionsEnded()
                    + " restored sessions were ended");
            return dropHints(settings, restored);
        } catch (BadSettingsException e) {
            e.lines().forEach(line -> errors.println(App.COORDINATOR.program() + ": " + line));
            return ProcessLife.BAD_SETTINGS;
        } catch (LivingSessionsException e) {
            return failed(e.getMessage() + "; sessions " + e.sessions());
        } catch (StoreUnavailableException e) {
            return failed(innermost(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        }
    }

    /** They come back by rows, as soon as a coordinator leads. */
    private int dropHints(Settings settings, AfterRestore.Restored restored) {
        try (AppMetrics metrics = AppMetrics.of(settings);
                QueuePort queue = QueuePort.of(Backends.queue(settings, metrics))) {
            if (!queue.carriesHints()) {
                return 0;
            }
            restored.types().forEach(queue::drop);
            out.println("Redis: the hints of " + restored.types().size() + " types were dropped");
            return 0;
        } catch (QueueUnavailableException e) {
            return failed("Postgres is done, and Redis does not answer: run this again, or flush it: " + innermost(e));
        }
    }

    private int failed(String why) {
        errors.println(App.COORDINATOR.program() + ": " + why);
        return ProcessLife.CANNOT_START;
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
