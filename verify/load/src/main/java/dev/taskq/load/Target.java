package dev.taskq.load;

import java.net.URI;
import java.util.List;

/**
 * The system that the load is put on.
 *
 * @param coordinator where a coordinator answers
 * @param token one that may submit and read
 * @param young whether it has only just been started
 * @param agentMetrics where agents tell their metrics; a host name may stand for several. None if that is not known
 */
public record Target(URI coordinator, String token, boolean young, List<URI> agentMetrics) {
    /** Copies the list. */
    public Target {
        agentMetrics = List.copyOf(agentMetrics);
    }

    @Override
    public String toString() {
        return coordinator.toString();
    }
}
