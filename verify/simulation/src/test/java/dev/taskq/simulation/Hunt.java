package dev.taskq.simulation;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Searches for a schedule that shows a sabotage. Runs inside {@link SabotagedClasses}, and is called from outside. */
public final class Hunt {
    /** A run that stands still each time leaves a thread that computes for ever. */
    private static final int MOST_PLAYED_AGAIN = 2;

    private Hunt() {}

    /**
     * Searches.
     *
     * @param name the sabotage's name
     * @param schedules the most schedules to play
     * @param longest the most time to play
     * @return the failure, after the number of schedules that were played; empty if there was none
     * @throws InterruptedException if the thread was interrupted
     */
    public static String run(String name, long schedules, Duration longest) throws InterruptedException {
        Sabotage sabotage = Sabotages.named(name);
        long end = System.nanoTime() + longest.toNanos();
        BooleanSupplier enough = () -> System.nanoTime() > end;
        Optional<Finding> finding = shown(
                () -> switch (sabotage.driver()) {
                    case SEEDS -> bySeeds(sabotage, schedules, enough);
                    case EXHAUSTIVE ->
                        new Exhaustive(sabotage.focus().get(), 0, played -> {}, enough)
                                .run()
                                .finding();
                },
                enough);
        return finding.map(found -> found.number() + " " + found.what()).orElse("");
    }

    /** A search, from its first schedule on. */
    @FunctionalInterface
    interface Tour {
        Optional<Finding> find() throws InterruptedException;
    }

    /**
     * The finding of a search. A run that stood still shows nothing, because a busy machine may be the cause. The search is then made
     * again, twice at most.
     *
     * @param tour the search
     * @param enough whether to stop
     */
    static Optional<Finding> shown(Tour tour, BooleanSupplier enough) throws InterruptedException {
        Optional<Finding> finding = tour.find();
        for (int again = 0;
                again < MOST_PLAYED_AGAIN && finding.filter(Finding::stuck).isPresent() && !enough.getAsBoolean();
                again++) {
            finding = tour.find();
        }
        return finding.filter(found -> !found.stuck());
    }

    /** By the seed that showed it before. If it does not any more, by all from the first one on. */
    private static Optional<Finding> bySeeds(Sabotage sabotage, long schedules, BooleanSupplier enough)
            throws InterruptedException {
        Seeds seeds = new Seeds(seed -> sabotage.focus().get(), 1, played -> {}, enough);
        if (sabotage.first().isPresent()) {
            Optional<Finding> finding =
                    seeds.run(sabotage.first().getAsLong(), 1).finding();
            if (finding.isPresent()) {
                return finding;
            }
        }
        return seeds.run(0, schedules).finding();
    }
}
