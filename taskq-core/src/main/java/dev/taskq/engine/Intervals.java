package dev.taskq.engine;

import dev.taskq.Preset;
import dev.taskq.spi.Sessions;
import java.time.Duration;

/**
 * How often the parts of an idle system look at the store, by preset. Immutable.
 *
 * @param heartbeat the shortest interval between the heartbeats of a session
 * @param coordinatorHeartbeat the longest one between those of a coordinator
 * @param lease how long a leader holds the lease after its heartbeat. It outlives one that is late and fails, and the next one
 * @param silence what is concluded from heartbeats that are missing
 * @param heard a session that was heard of within this time lives, unless more is known. A heartbeat and an observation, both late,
 *     take less
 * @param lastLossWaits how long a loss that would fail its task waits for the agent to come back. An agent whose session was ended because
 *     its connection went, and two of whose heartbeats fail at once then, takes less
 * @param factsValid how long the leader's facts are valid. An observation and two heartbeats, all late, take less
 * @param observation between two observations of the sessions, where the store sees at once that a process has died
 * @param observationWithoutSight the same where it does not, so that an observation only finds long silences
 * @param promotion between two searches for scheduled tasks that are due
 * @param idleScan between two scans of an idle agent that has no hints
 * @param wokenScan the same of one that is woken for all tasks, which scans for those that a fault has made
 * @param whileAlone between two reads of operations and of schedules while there is no other process that could put one. A duty that
 *     shows nothing for 10 s stands still, so enough of these are left for a slow round after the sleep
 * @param idleStatistics between two counts of all types while no task waits
 * @param countBelieved how long a count may refuse a submit
 * @param sweep between two searches for rows that only a fault can have left behind, and for rows whose retention is over
 * @param status the longest time between two reports of what a session shows of itself
 * @param statusValid how long such a report is believed. The next one, late, takes less
 */
public record Intervals(
        Duration heartbeat,
        Duration coordinatorHeartbeat,
        Duration lease,
        Silence silence,
        Duration heard,
        Duration lastLossWaits,
        Duration factsValid,
        Duration observation,
        Duration observationWithoutSight,
        Duration promotion,
        Duration idleScan,
        Duration wokenScan,
        Duration whileAlone,
        Duration idleStatistics,
        Duration countBelieved,
        Duration sweep,
        Duration status,
        Duration statusValid) {
    private static final Intervals FAST_RECOVERY = new Intervals(
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Sessions.LEASE,
            new Silence(20, Duration.ofSeconds(5)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofMillis(250),
            Duration.ofMillis(100),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15));

    private static final Intervals FRUGAL = new Intervals(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Sessions.LONGEST_LEASE,
            new Silence(10, Duration.ofSeconds(15)),
            Duration.ofSeconds(15),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(40),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(45));

    /**
     * What is concluded from heartbeats that are missing. Immutable.
     *
     * @param heartbeats so many are missing of a session that counts as dead
     * @param together silences that began within this time of each other may have one cause. A heartbeat and an observation, both
     *     late, take less
     */
    public record Silence(int heartbeats, Duration together) {}

    /** The intervals of a preset. */
    public static Intervals of(Preset preset) {
        return switch (preset) {
            case FAST_RECOVERY -> FAST_RECOVERY;
            case FRUGAL -> FRUGAL;
        };
    }
}
