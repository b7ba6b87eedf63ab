package dev.taskq.chaos;

import dev.taskq.rig.backend.BackendUnavailableException;
import dev.taskq.rig.process.TemporaryFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** {@code ./taskq chaos}. */
public final class ChaosMain {
    private static final int MOST_SHOWN = 20;

    private ChaosMain() {}

    /**
     * Runs, from the project's folder. Exits with 0 where every promise was kept, with 1 where one was broken.
     *
     * @param args see {@link Options#USAGE}
     */
    public static void main(String[] args) {
        if (List.of(args).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(Path.of("").toAbsolutePath(), args);
        } catch (IllegalArgumentException e) {
            System.err.println("taskq: " + e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        // Nothing here logs; a library on the class path would, and warns that nobody listens.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(run(options));
    }

    private static int run(Options options) {
        System.out.println("taskq chaos: seed " + options.seed() + ", "
                + options.during().toMinutes() + " min, " + options.rate() + " tasks/s");
        AtomicBoolean closing = new AtomicBoolean();
        AtomicBoolean keep = new AtomicBoolean(options.keep());
        TemporaryFolder folder = TemporaryFolder.create("taskq-chaos-");
        AtomicReference<AutoCloseable> everything = new AtomicReference<>(folder);
        // Also where a signal ends the run in the middle, or while its servers are started.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            closing.set(true);
                            close(everything.get());
                        },
                        "taskq-down"));
        try {
            ChaosRun run = new ChaosRun(options, folder, System.out);
            everything.set(() -> run.close(keep.get()));
            ChaosRun.Verdict verdict = run.run();
            List<Violation> violations = verdict.violations();
            keep.set(options.keep() || !violations.isEmpty());
            violations.stream().limit(MOST_SHOWN).forEach(violation -> System.out.println("VIOLATION " + violation));
            System.out.printf(
                    "%n%d violations, seed %d%s%n",
                    violations.size(),
                    options.seed(),
                    keep.get() ? "; what is needed to read into it is in " + verdict.folder() : "");
            return violations.isEmpty() ? 0 : 1;
        } catch (BackendUnavailableException e) {
            System.err.println("taskq: " + e.getMessage());
            return 1;
        } catch (Exception e) {
            // Ended by a signal, it fails somewhere.
            if (!closing.get()) {
                System.err.println("taskq: the run failed: " + e);
                // A fault of the harness itself: who runs it is who mends it.
                e.printStackTrace();
            }
            return 1;
        }
    }

    private static void close(AutoCloseable everything) {
        try {
            everything.close();
        } catch (Exception e) {
            System.err.println("taskq: not all was put away: " + e);
        }
    }
}
