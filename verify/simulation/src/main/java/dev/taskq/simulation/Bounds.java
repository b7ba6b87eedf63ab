package dev.taskq.simulation;

import java.time.Duration;

/**
 * The bounds of docs/architecture.md, each with what a simulated call adds to it. Counted in virtual time, from when all that
 * struck is over.
 */
final class Bounds {
    /** How late a statement commits at most, after its stamp. */
    static final Duration LATE_COMMIT = Duration.ofSeconds(10);

    /** The loss that fails a task waits for so long, less what a leader's look takes. */
    static final Duration LAST_LOSS_WAITS = Duration.ofMillis(9_500);

    /** How much later a task is taken back whose last loss it is. */
    static final Duration LAST_LOSS_TAKES = Duration.ofSeconds(14);

    /** Within this time a leader that clears a session knows whether its process is back, besides what calls took. */
    static final Duration BACK_KNOWN = Duration.ofSeconds(2);

    /** A lost session is kept for so long, for its process to come back. */
    static final Duration LOST_KEPT = Duration.ofSeconds(31);

    /** A running row counts as overdue this long past its time-out, less what a late commit or a slow look may take of it. */
    static final Duration OVERDUE_AT_LEAST = Duration.ofSeconds(20);

    /** Silence, after which a session is lost, less the last heartbeat before it began. */
    static final Duration TIME_OUT = Duration.ofSeconds(9);

    /** The same where the store knows that the process is gone. */
    static final Duration CUT_OFF = Duration.ofMillis(500);

    /** How long the answer to a heartbeat waits for a locked table; the next heartbeat goes out only then. */
    static final Duration HEARTBEAT_ANSWER = Duration.ofSeconds(2);

    /** Silence that is not only a late heartbeat. */
    static final Duration SILENT = Duration.ofSeconds(4);

    /** Silence, before which nobody is lost where many are silent. */
    static final Duration GUARDED = Duration.ofSeconds(58);

    /** So many processes may be known to be gone at once, besides the one that is looked at. */
    static final int MOST_CUT_OFF = 1;

    /** Silences that began so near each other have one cause. */
    static final Duration TOGETHER = Duration.ofSeconds(3);

    /** How often hints may be sent again for a row that waits, besides once for each thing that struck. */
    static final int MOST_HINTS = 3;

    static final Duration A_SECOND = Duration.ofSeconds(1);

    /** How many claims an agent makes within a second that give it nothing for want of room. */
    static final int MOST_WITHOUT_ROOM = 20;

    /** A queued row, with a slot free for it, runs within this time. */
    static final Duration QUEUED = Duration.ofSeconds(12);

    /** The same where agents ask the store alone. */
    static final Duration QUEUED_WITHOUT_QUEUE = Duration.ofSeconds(6);

    /** How far the store's clock may jump without that rows lie below a floor. */
    static final Duration SLACK = Duration.ofSeconds(9);

    /** What lies below a floor is found within this time besides. */
    static final Duration SWEEP = Duration.ofSeconds(65);

    /** A row that is due is queued within this time. */
    static final Duration DUE = Duration.ofSeconds(6);

    /** What an agent needs besides the time-out to end what runs. */
    static final Duration REPORTED = Duration.ofSeconds(9);

    /** A row that no agent runs is taken back within this time, where one process was silent. */
    static final Duration TAKEN_BACK = Duration.ofSeconds(25);

    /** The same, where several were silent at once. */
    static final Duration TAKEN_BACK_GUARDED = Duration.ofSeconds(85);

    /** A row that waits longer has a hint. */
    static final Duration HINTED = Duration.ofSeconds(9);

    /** Whose hint is lost is seen to have none only by hints that are younger by more than this. */
    static final Duration HINT_SLACK = Duration.ofSeconds(2);

    /** All hints of what is final are gone within this time. */
    static final Duration HINTS_GONE = Duration.ofSeconds(15);

    /** A hint is sent within this time after its row was queued, or never. */
    static final Duration SENT = Duration.ofMillis(1_050);

    /** How long after its last good heartbeat an agent takes hints. */
    static final Duration TAKES_UNHEARD = Duration.ofMillis(2_300);

    /** How long an agent takes nothing after a claim that failed. */
    static final Duration AFTER_FAILED_CLAIM = Duration.ofMillis(950);

    /** How long after its last good heartbeat a leader works. */
    static final Duration LEADS = Duration.ofMillis(2_700);

    /** How long a leader's duty may stand still. */
    static final Duration STANDSTILL = Duration.ofMillis(11_500);

    /** A leader that has not held the lease for so long has let it go. */
    static final Duration LET_GO = Duration.ofMillis(1_900);

    /** How long a leader may hold the lease, if all its writes are refused. */
    static final Duration READ_ONLY_LEADER = Duration.ofMillis(14_500);

    /** How old a count may be that refuses anybody. */
    static final Duration BELIEVED = Duration.ofSeconds(32);

    /** Nothing of a type is claimed this long after it was paused, besides what calls took. */
    static final Duration PAUSE_KNOWN = Duration.ofSeconds(4);

    /** A row is deleted within this time after its retention is over. */
    static final Duration PURGED = Duration.ofSeconds(70);

    /** Before everything. */
    static final Duration LONG_AGO = Duration.ofDays(-1);

    private Bounds() {}
}
