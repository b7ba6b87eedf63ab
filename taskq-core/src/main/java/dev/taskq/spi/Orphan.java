package dev.taskq.spi;

/**
 * A running row that probably no agent runs any more. Immutable.
 *
 * @param running the row
 * @param sessionEnded whether its session has ended; otherwise the row is an orphan because it has run for too long
 */
public record Orphan(RunningTask running, boolean sessionEnded) {}
