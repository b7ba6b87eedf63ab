package dev.taskq.simulation.world;

import java.time.Duration;

/**
 * A call of a port, about to take effect. Immutable.
 *
 * @param process the name of the calling process
 * @param number how many calls the process had made before
 * @param operation the called operation
 * @param at the virtual time since the start
 */
public record PortCall(String process, long number, Operation operation, Duration at) {}
