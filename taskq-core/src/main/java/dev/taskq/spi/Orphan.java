package dev.taskq.spi;

/**
 * A running row that no agent may be running any more. Immutable.
 *
 * @param running the row
 * @param sessionEnded whether its session has ended; else it is here because it has run for too long
 */
public record Orphan(RunningTask running, boolean sessionEnded) {}
