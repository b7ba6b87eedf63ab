package dev.taskq.postgres;

import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Checks that the sequence of ids is not behind the tasks. A restore or a logical replication may leave it there. New tasks would get ids of
 * tasks that succeeded: their table does not refuse them.
 */
final class SequenceCheck {
    private static final Query BEHIND = Query.load("health/ids_behind");

    private SequenceCheck() {}

    static void require(Connection connection) throws SQLException {
        if (BEHIND.on(connection).row(row -> row.flag("behind"))) {
            throw new StoreMisconfiguredException(
                    Problem.SCHEMA_DAMAGED,
                    "the sequence taskq.tasks_id_seq is behind the ids of the tasks; run the coordinator's command"
                            + " after-restore, or AfterRestore, see docs/operations.md",
                    null);
        }
    }
}
