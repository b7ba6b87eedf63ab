package dev.taskq.simulation;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Searches for a schedule that shows a sabotage. Runs inside {@link SabotagedClasses}, and is called from outside. */
public final class Hunt {
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
        Optional<Finding> finding = switch (sabotage.driver()) {
            case SEEDS -> bySeeds(sabotage, schedules, () -> System.nanoTime() > end);
            case EXHAUSTIVE ->
                new Exhaustive(sabotage.focus().get(), 0, played -> {}, () -> System.nanoTime() > end)
                        .run()
                        .finding();
        };
        return finding.map(found -> found.number() + " " + found.what()).orElse("");
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
