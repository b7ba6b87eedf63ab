package dev.taskq.chaos;

import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.cli.Cli;
import dev.taskq.rig.cli.WholeNumber;
import dev.taskq.rig.process.TemporaryFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ./taskq chaos}. */
@Command(
        name = "./taskq chaos",
        description = "Starts the whole system, puts load and faults on it, and checks that every promise was kept.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every promise was kept", "1:one was broken, or it could not go on", "2:a wrong option"})
public final class ChaosMain implements Callable<Integer> {
    private static final int MOST_SHOWN = 20;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "10",
            converter = Minutes.class,
            description = "For how long faults are started (${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            converter = Seed.class,
            description = "What the schedule and the load follow from (one of this moment, which is printed).")
    private @Nullable Integer seed;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            converter = Kind.class,
            description = "Only faults of these kinds, of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Kind.Names.class)
    private List<FaultKind> only = List.of();

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "300",
            converter = Rate.class,
            description = "Tasks a second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--agents",
            paramLabel = "N",
            defaultValue = "5",
            converter = Agents.class,
            description = "How many agents (${DEFAULT-VALUE}).")
    private int agents;

    @Option(names = "--keep", description = "Keep logs, journals and the record also where all went well.")
    private boolean keep;

    ChaosMain() {}

    private static final class Minutes extends WholeNumber {
        Minutes() {
            super(1, 10_000);
        }
    }

    private static final class Seed extends WholeNumber {
        Seed() {
            super(0, 999_999_999);
        }
    }

    private static final class Rate extends WholeNumber {
        Rate() {
            super(1, 100_000);
        }
    }

    private static final class Agents extends WholeNumber {
        Agents() {
            super(1, 100);
        }
    }

    private static final class Kind implements ITypeConverter<FaultKind> {
        @Override
        public FaultKind convert(String name) {
            return FaultKind.named(name.strip())
                    .orElseThrow(() -> new TypeConversionException("\"" + name.strip()
                            + "\" is no kind of fault, those are " + String.join(", ", FaultKind.names())));
        }

        private static final class Names implements Iterable<String> {
            @Override
            public Iterator<String> iterator() {
                return FaultKind.names().iterator();
            }
        }
    }

    /**
     * Runs, from the project's folder.
     *
     * @param args {@code --help} tells
     */
    public static void main(String[] args) {
        System.exit(Cli.run(new ChaosMain(), args));
    }

    @Override
    public Integer call() {
        // Nothing here logs; a library on the class path would, and warns that its lines are lost.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        return run(options(Path.of("").toAbsolutePath()));
    }

    /** What the command line asks for. */
    Options options(Path root) {
        long start = seed == null ? System.nanoTime() & 0xffffff : seed;
        return new Options(root, Duration.ofMinutes(minutes), start, only, List.of(), rate, agents, keep);
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
        } catch (ComplaintException e) {
            throw e;
        } catch (Exception e) {
            // Ended by a signal, it fails somewhere.
            if (!closing.get()) {
                System.err.println("taskq: the run failed: " + e);
                // A fault of the program itself.
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
