package dev.taskq.simulation;

import dev.taskq.simulation.world.SimulationFailure;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Plays all schedules of a setting, within bounds, until one fails. */
final class Exhaustive {
    private final Focus focus;
    private final int switches;
    private final LongConsumer progress;
    private final BooleanSupplier enough;

    /**
     * A driver.
     *
     * @param focus the setting, and what may go wrong in it
     * @param switches how often another than who runs may go on
     * @param progress told how many have been played
     * @param enough whether to stop before the end
     */
    Exhaustive(Focus focus, int switches, LongConsumer progress, BooleanSupplier enough) {
        this.focus = focus;
        this.switches = switches;
        this.progress = progress;
        this.enough = enough;
    }

    /**
     * What was found.
     *
     * @param finding the first failure
     * @param played how many schedules were played
     * @param complete whether these were all
     * @param coverage what happened in them
     */
    record Result(Optional<Finding> finding, long played, boolean complete, Coverage coverage) {}

    Result run() {
        Search search = new Search(focus, switches);
        Coverage coverage = new Coverage();
        long played = 0;
        while (!search.isOver() && !enough.getAsBoolean()) {
            Search.Run run = search.next();
            Optional<SimulationFailure> failure = Plays.play(focus.setting(), run, coverage);
            played++;
            progress.accept(played);
            if (failure.isPresent()) {
                Finding finding = new Finding(
                        "schedule " + played, run.schedule(), failure.get().what(), played);
                return new Result(Optional.of(finding), played, false, coverage);
            }
            search.done(run);
        }
        return new Result(Optional.empty(), played, search.isOver(), coverage);
    }
}
