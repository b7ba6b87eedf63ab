package dev.taskq.simulation;

import java.time.Duration;
import java.util.Optional;

/** Looks for the schedule that shows a sabotage; runs inside of {@link SabotagedClasses}, and is called from outside. */
public final class Hunt {
    private Hunt() {}

    /**
     * Hunts.
     *
     * @param name the sabotage's
     * @param schedules how many schedules to play at most
     * @param longest how long to play at most
     * @return what was found, behind the number of schedules until then; empty if nothing was
     * @throws InterruptedException if the thread was interrupted
     */
    public static String run(String name, long schedules, Duration longest) throws InterruptedException {
        Sabotage sabotage = Sabotages.named(name);
        long end = System.nanoTime() + longest.toNanos();
        Optional<Finding> finding = switch (sabotage.driver()) {
            case SEEDS ->
                new Seeds(seed -> sabotage.focus().get(), 1, played -> {}, () -> System.nanoTime() > end)
                        .run(0, schedules)
                        .finding();
            case EXHAUSTIVE ->
                new Exhaustive(sabotage.focus().get(), 0, played -> {}, () -> System.nanoTime() > end)
                        .run()
                        .finding();
        };
        return finding.map(found -> found.number() + " " + found.what()).orElse("");
    }
}
