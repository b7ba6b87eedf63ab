package dev.taskq.load;

import dev.taskq.rig.load.OpenLoop;
import dev.taskq.rig.load.OpenLoop.Due;
import dev.taskq.rig.load.OpenLoop.WhenFull;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Puts load on a running system in open loop, follows every accepted task, and gives a verdict. It passes if the 95th
 * percentile of the enqueue latency is under 200 ms, every acknowledgement took at most a second, every accepted task
 * succeeded, and no task is lost.
 */
public final class LoadTest {
    /** The exit code if all levels are met. */
    public static final int PASSED = 0;

    /** The exit code if a level is missed. */
    public static final int MISSED = 3;

    private static final String TYPE = "load";
    private static final int MOST_UNDER_WAY = 2_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final Target target;
    private final LoadOptions options;
    private final PrintStream out;

    /**
     * A new load test.
     *
     * @param target the system
     * @param options the load
     * @param out the output for progress and report
     */
    public LoadTest(Target target, LoadOptions options, PrintStream out) {
        this.target = target;
        this.options = options;
        this.out = out;
    }

    /**
     * Runs the test, and prints the report.
     *
     * @return the exit code
     * @throws LoadFailedException if it cannot continue
     * @throws InterruptedException if the thread was interrupted
     */
    public int run() throws InterruptedException {
        out.printf(
                "load on %s: %s for %s%n",
                target, options.rate(), options.length().toString().substring(2).toLowerCase(Locale.ROOT));
        Optional<AgentMetrics> agents = Optional.of(target.agentMetrics())
                .filter(named -> !named.isEmpty())
                .map(AgentMetrics::new);
        Tally tally = new Tally();
        Acks before;
        long lost;
        try (Coordinator coordinator = new Coordinator(target, TYPE, Map.of("millis", options.taskMillis()))) {
            warmUp(coordinator);
            before = agents.isPresent() ? agents.get().acks() : Acks.NONE;
            generate(coordinator, tally);
            out.println("  calls are over, reading the outcome of the tasks");
            follow(coordinator, tally);
            lost = lost(coordinator, tally);
        }
        Optional<Acks> acks =
                agents.isPresent() ? Optional.of(agents.get().acks().minus(before)) : Optional.empty();
        Report report = new Report(tally, acks, options.length(), lost);
        report.print(out);
        return report.missed().isEmpty() ? PASSED : MISSED;
    }

    private void warmUp(Coordinator coordinator) {
        Duration length = options.warmUp(target.young() ? WARM_UP : Duration.ZERO);
        if (length.isPositive()) {
            out.printf("  warming up for %d s%n", length.toSeconds());
            new WarmUp(coordinator, options.rate()).run(length);
        }
    }

    private void generate(Coordinator coordinator, Tally tally) throws InterruptedException {
        Progress progress = new Progress(out, tally);
        try (ExecutorService generator = Executors.newSingleThreadExecutor()) {
            Future<?> calls = generator.submit(() -> {
                submitAll(coordinator, tally);
                return tally;
            });
            try {
                while (!calls.isDone()) {
                    TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
                    progress.tellIfDue();
                }
                calls.get();
            } catch (ExecutionException e) {
                throw new LoadFailedException("the load generator failed: " + e.getCause());
            } finally {
                generator.shutdownNow();
            }
        }
    }

    private void submitAll(Coordinator coordinator, Tally tally) throws ExecutionException, InterruptedException {
        Rate rate = options.rate();
        OpenLoop<Long> loop = new OpenLoop<>(MOST_UNDER_WAY, WhenFull.WAIT, (number, due) -> {
            tally.late.add(Duration.ofNanos(System.nanoTime() - due));
            tally.offered();
            Coordinator.Answer answer = coordinator.submit();
            tally.answered(answer, Duration.ofNanos(System.nanoTime() - due));
        });
        loop.run(LongStream.range(0, rate.callsIn(options.length()))
                .mapToObj(number -> new Due<>(rate.due(number), number))
                .iterator());
    }

    private static long lost(Coordinator coordinator, Tally tally) throws InterruptedException {
        long lost = 0;
        for (long id : tally.open()) {
            lost += coordinator.knows(id) ? 0 : 1;
        }
        return lost;
    }

    private static void follow(Coordinator coordinator, Tally tally) throws InterruptedException {
        Follower follower = new Follower(coordinator, tally);
        long end = System.nanoTime() + TIMEOUT.toNanos();
        follower.scan();
        while (tally.openCount() > 0 && end - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            follower.scan();
        }
    }
}
