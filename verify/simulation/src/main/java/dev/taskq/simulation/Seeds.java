package dev.taskq.simulation;

import dev.taskq.simulation.world.SimulationFailure;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/** Plays one seed after the other, on several threads, until one fails. */
final class Seeds {
    private final LongFunction<Focus> focus;
    private final int threads;
    private final LongConsumer progress;
    private final BooleanSupplier enough;

    /**
     * A driver.
     *
     * @param focus the setting and accidents of each seed
     * @param threads the number of seeds that are played at the same time
     * @param progress receives the number of seeds played
     * @param enough whether to stop before the end
     */
    Seeds(LongFunction<Focus> focus, int threads, LongConsumer progress, BooleanSupplier enough) {
        this.focus = focus;
        this.threads = threads;
        this.progress = progress;
        this.enough = enough;
    }

    /**
     * The result.
     *
     * @param finding the failure of the lowest seed that failed
     * @param played the number of seeds played
     * @param coverage the events in them
     */
    record Result(Optional<Finding> finding, long played, Coverage coverage) {}

    Result run(long from, long number) throws InterruptedException {
        AtomicLong next = new AtomicLong(from);
        AtomicLong played = new AtomicLong();
        AtomicReference<Optional<Finding>> finding = new AtomicReference<>(Optional.empty());
        Callable<Coverage> worker = () -> {
            Coverage coverage = new Coverage();
            while (finding.get().isEmpty() && !enough.getAsBoolean()) {
                long seed = next.getAndIncrement();
                if (seed - from >= number) {
                    break;
                }
                Optional<Finding> found = play(seed, coverage, seed - from + 1);
                progress.accept(played.incrementAndGet());
                if (found.isPresent()) {
                    finding.accumulateAndGet(found, Seeds::first);
                }
            }
            return coverage;
        };
        Coverage all = new Coverage();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            for (Future<Coverage> done : workers.invokeAll(Collections.nCopies(threads, worker))) {
                all.add(done.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the simulation itself failed", e.getCause());
        }
        return new Result(finding.get(), played.get(), all);
    }

    private Optional<Finding> play(long seed, Coverage coverage, long number) {
        Focus played = focus.apply(seed);
        ByChance choices = new ByChance(seed, played);
        Optional<SimulationFailure> failure = Plays.play(played.setting(), choices, coverage);
        return failure.map(e -> Finding.of("seed " + seed, choices.schedule(), e, number));
    }

    private static Optional<Finding> first(Optional<Finding> one, Optional<Finding> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.get().number() <= other.get().number() ? one : other;
    }
}
