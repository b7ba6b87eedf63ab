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
 * The command {@value #NAME}: prepares a restored database for use, and drops the hints in Redis, which describe
 * another state. It reads the settings of a coordinator.
 */
final class AfterRestoreCommand {
    /** The command's name. */
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
     * Runs the command and prints what it did.
     *
     * @return the exit code: 0, or that of {@link ProcessLife} for bad settings or a failed step
     */
    int run() {
        try {
            Settings settings = Settings.read(App.COORDINATOR, environment);
            AfterRestore.Restored restored = AfterRestore.run(
                    Backends.postgres(settings, AppSettings.COORDINATOR_POSTGRES_POOL, App.COORDINATOR), WATCH);
            out.println("Postgres: new tasks get ids from " + restored.firstTask() + " on; " + restored.sessionsEnded()
                    + " restored sessions ended");
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

    /** Drops all hints. Once a coordinator leads, the hints are made again from the rows. */
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
            return failed("Postgres is done, but Redis does not answer; run this command again, or flush Redis: "
                    + innermost(e));
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
