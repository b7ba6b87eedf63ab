package dev.taskq.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to run.
 *
 * @param root the project's folder, where the built jars are
 * @param during for how long faults are started
 * @param seed what the schedule and the load follow from
 * @param only the kinds of faults; empty for all
 * @param script the faults in their order, two at a time, instead of a shuffled deck; empty for the deck
 * @param rate tasks a second
 * @param agents how many agents
 * @param keep whether to keep the folder though all went well
 */
record Options(
        Path root,
        Duration during,
        long seed,
        List<FaultKind> only,
        List<FaultKind> script,
        int rate,
        int agents,
        boolean keep) {
    /** The quickest and most telling faults, two at a time. */
    static Options brief(Path root, long seed) {
        return new Options(
                root,
                Duration.ofMinutes(3),
                seed,
                List.of(),
                List.of(
                        FaultKind.AGENT_KILL,
                        FaultKind.FLUSHALL,
                        FaultKind.COORDINATOR_KILL,
                        FaultKind.REDIS_KILL,
                        FaultKind.TERMINATE_BACKENDS,
                        FaultKind.APPLICATION_KILL),
                200,
                3,
                false);
    }

    /** Whether it is only checked, and no figures are wanted: without the quiet times that these need. */
    boolean isBrief() {
        return !script.isEmpty();
    }
}
