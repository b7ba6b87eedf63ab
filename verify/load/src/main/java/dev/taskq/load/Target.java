package dev.taskq.load;

import java.net.URI;
import java.util.List;

/**
 * The system under load.
 *
 * @param coordinator the address of a coordinator
 * @param token a token that may submit and read
 * @param young whether the system has just been started
 * @param agentMetrics the addresses of agents' metrics; a host name may have several addresses. Empty if not known
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
