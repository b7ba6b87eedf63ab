package dev.taskq.simulation;

import dev.taskq.Preset;
import java.time.Duration;

/**
 * The bounds of docs/guarantees.md, each with the time that simulated calls add to it. They count in virtual time, from
 * the end of all accidents.
 */
final class Bounds {
    /** The longest time between a statement's stamp and its commit. */
    static final Duration LATE_COMMIT = Duration.ofSeconds(10);

    /** How long the loss that fails a task waits, minus the time of a leader's scan. */
    static final Duration LAST_LOSS_WAITS = Duration.ofMillis(9_500);

    /** The additional time until a task is taken back if it is its last loss. */
    static final Duration LAST_LOSS_TAKES = Duration.ofSeconds(14);

    /** Within this time, plus the time of calls, a leader that clears a session knows whether its process is back. */
    static final Duration BACK_KNOWN = Duration.ofSeconds(2);

    /** How long a lost session is kept, for its process to come back. */
    static final Duration LOST_KEPT = Duration.ofSeconds(31);

    /** How long after its time-out a running row counts as overdue, minus the time of a late commit or a slow scan. */
    static final Duration OVERDUE_AT_LEAST = Duration.ofSeconds(20);

    /** The silence after which a session is lost, minus the last heartbeat before it. */
    static final Duration TIME_OUT = Duration.ofSeconds(9);

    /** The same if the store knows that the process is gone. */
    static final Duration CUT_OFF = Duration.ofMillis(500);

    /** How long the answer to a heartbeat waits for a locked table. The next heartbeat is sent only after it. */
    static final Duration HEARTBEAT_ANSWER = Duration.ofSeconds(2);

    /** A silence that is longer than a late heartbeat. */
    private static final Duration SILENT = Duration.ofSeconds(4);

    /** Observations of the sessions that are further apart prove no silence, minus the times of calls. */
    static final Duration OBSERVED_WITHOUT_A_GAP = Duration.ofMillis(900);

    /** The silence before which no session is lost while many are silent. */
    private static final Duration GUARDED = Duration.ofSeconds(58);

    /** The number of other processes that may be known to be gone at the same time. */
    static final int MOST_CUT_OFF = 1;

    /** Silences that began within this time of each other may have one cause. */
    static final Duration TOGETHER = Duration.ofSeconds(3);

    /** How often hints may be sent again for a waiting row, plus once for each accident. */
    static final int MOST_HINTS = 3;

    static final Duration A_SECOND = Duration.ofSeconds(1);

    /** The most claims within a second that give an agent nothing because it has no room, one after the other. */
    static final int MOST_WITHOUT_ROOM = 20;

    /** A queued row runs within this time if a slot is free. */
    private static final Duration QUEUED = Duration.ofSeconds(12);

    /** The same if agents only scan the store. */
    private static final Duration QUEUED_WITHOUT_QUEUE = Duration.ofSeconds(6);

    /** How far the store's clock may jump before rows are below a floor. */
    static final Duration SLACK = Duration.ofSeconds(9);

    private static final Duration SWEEP = Duration.ofSeconds(65);

    /** A row that is due is queued within this time. */
    static final Duration DUE = Duration.ofSeconds(6);

    /** A schedule that is due is fired within this time. */
    static final Duration FIRED = Duration.ofSeconds(25);

    /** The additional time that an agent needs after the time-out to end a running task. */
    static final Duration REPORTED = Duration.ofSeconds(9);

    /** A running row without an agent is taken back within this time if one process was silent. */
    static final Duration TAKEN_BACK = Duration.ofSeconds(25);

    /** The same if several were silent at the same time. */
    static final Duration TAKEN_BACK_GUARDED = Duration.ofSeconds(85);

    /** A row that waits longer has a hint. */
    static final Duration HINTED = Duration.ofSeconds(9);

    /** A row without a hint is noticed only through waiting hints that are younger by more than this. */
    static final Duration HINT_SLACK = Duration.ofSeconds(2);

    /** All hints of final tasks are gone within this time. */
    static final Duration HINTS_GONE = Duration.ofSeconds(15);

    /** A hint is sent within this time after its row was queued, or never. */
    static final Duration SENT = Duration.ofMillis(1_050);

    /** A hint is taken within this time while an agent waits for one. */
    static final Duration UNTAKEN = Duration.ofMillis(400);

    /** How long an agent takes hints after its last successful heartbeat. */
    static final Duration TAKES_UNHEARD = Duration.ofMillis(2_300);

    /** How long an agent takes no hints after a failed claim. */
    static final Duration AFTER_FAILED_CLAIM = Duration.ofMillis(950);

    /** How long a leader works after its lease. */
    static final Duration LEADS = Duration.ofMillis(700);

    /** How long a leader's duty may stand still. */
    static final Duration STANDSTILL = Duration.ofMillis(11_500);

    /** A leader that was not given the lease for its length, minus this, has given it up. */
    static final Duration LET_GO = Duration.ofMillis(100);

    /** How long a leader may hold the lease, if all its writes are refused. */
    static final Duration READ_ONLY_LEADER = Duration.ofMillis(14_500);

    /** The greatest age of a count that may refuse a submit. */
    private static final Duration BELIEVED = Duration.ofSeconds(32);

    /** After a type was paused this long, plus the time of calls, none of its tasks is claimed. */
    static final Duration PAUSE_KNOWN = Duration.ofSeconds(4);

    /** A row is deleted within this time after its retention is over. */
    private static final Duration PURGED = Duration.ofSeconds(70);

    /** What the preset frugal adds to the silence after which a session is lost. */
    private static final Duration FRUGAL_SILENCE = Duration.ofSeconds(65);

    /** What it adds to the silence before which no session is lost while many are silent, which is twice its time-out. */
    private static final Duration FRUGAL_GUARD = Duration.ofSeconds(30);

    /** What it adds to a bound that begins with a heartbeat and ends with an observation, or with later heartbeats. */
    private static final Duration FRUGAL_HEARTBEATS = Duration.ofSeconds(18);

    /** What it adds to a bound that begins with a heartbeat and ends with two observations. */
    private static final Duration FRUGAL_OBSERVED = Duration.ofSeconds(28);

    /** What it adds to the time between two searches of a leader, which may be a new one. */
    private static final Duration FRUGAL_SEARCH = Duration.ofSeconds(20);

    /** What it adds to the time between two scans of an agent, whose heartbeat may have failed before. */
    private static final Duration FRUGAL_SCAN = Duration.ofSeconds(20);

    /** What it adds to the time between two searches for what a fault has left behind, and for what is to be deleted. */
    private static final Duration FRUGAL_SWEEP = Duration.ofMinutes(10);

    /** What it adds to the age of a count that is believed. */
    private static final Duration FRUGAL_BELIEF = Duration.ofSeconds(30);

    /** A time before everything. */
    static final Duration LONG_AGO = Duration.ofDays(-1);

    private Bounds() {}

    /** A bound that contains the silence of a session. */
    static Duration withSilence(Duration bound, Setting setting) {
        return frugal(bound, FRUGAL_SILENCE, setting);
    }

    /** The silence before which no session is lost while many are silent. Where presets differ, a leader may have the shorter one. */
    static Duration guarded(Setting setting) {
        return setting.mixture() == Mixture.NONE ? frugal(GUARDED, FRUGAL_GUARD, setting) : GUARDED;
    }

    /** The additional time within which a row below a floor is found. */
    static Duration sweep(Setting setting) {
        return frugal(SWEEP, FRUGAL_SWEEP, setting);
    }

    /** A row is deleted within this time after its retention is over. */
    static Duration purged(Setting setting) {
        return frugal(PURGED, FRUGAL_SWEEP, setting);
    }

    /** A bound that contains a few heartbeats or observations. */
    static Duration withHeartbeats(Duration bound, Setting setting) {
        return frugal(bound, FRUGAL_HEARTBEATS, setting);
    }

    /** A silence that a leader has seen for certain to be longer than a late heartbeat. */
    static Duration silent(Setting setting) {
        return frugal(SILENT, FRUGAL_OBSERVED, setting);
    }

    /** A bound within which a leader finds something. */
    static Duration withSearch(Duration bound, Setting setting) {
        return frugal(bound, FRUGAL_SEARCH, setting);
    }

    /** A queued row runs within this time if a slot is free. */
    static Duration queued(Setting setting) {
        return frugal(setting.withQueue() ? QUEUED : QUEUED_WITHOUT_QUEUE, FRUGAL_SCAN, setting);
    }

    /** The greatest age of a count that may refuse a submit. */
    static Duration believed(Setting setting) {
        return frugal(BELIEVED, FRUGAL_BELIEF, setting);
    }

    private static Duration frugal(Duration bound, Duration more, Setting setting) {
        return setting.preset() == Preset.FRUGAL ? bound.plus(more) : bound;
    }
}
