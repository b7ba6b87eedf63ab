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
     * @param focus the setting and its accidents
     * @param switches the most times that another actor than the running one may continue
     * @param progress receives the number of schedules played
     * @param enough whether to stop before the end
     */
    Exhaustive(Focus focus, int switches, LongConsumer progress, BooleanSupplier enough) {
        this.focus = focus;
        this.switches = switches;
        this.progress = progress;
        this.enough = enough;
    }

    /**
     * The result of the search.
     *
     * @param finding the first failure
     * @param played the number of schedules played
     * @param complete whether all schedules were played
     * @param coverage the events in them
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
                Finding finding = Finding.of("schedule " + played, run.schedule(), failure.get(), played);
                return new Result(Optional.of(finding), played, false, coverage);
            }
            search.done(run);
        }
        return new Result(Optional.empty(), played, search.isOver(), coverage);
    }
}
