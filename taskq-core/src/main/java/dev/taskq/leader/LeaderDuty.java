package dev.taskq.leader;

import dev.taskq.engine.Duty;

/** A duty of the leader, for one term. */
interface LeaderDuty extends Duty {
    /** The term is over, and no round follows. Called on the thread of the duty's loop: takes back what the duty has shown. */
    default void termEnded() {}
}
