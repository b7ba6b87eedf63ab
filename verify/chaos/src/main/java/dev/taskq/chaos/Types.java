package dev.taskq.chaos;

import java.sql.SQLException;
import java.time.Duration;

/** Types, paused and resumed by their rows. */
final class Types {
    /** Longer than it takes every agent to learn it with a heartbeat. */
    private static final Duration LEARNED = Duration.ofMillis(1_500);

    private Types() {}

    static void pause(Database database, String type, boolean paused) throws SQLException {
        database.execute("update taskq.types set paused = " + paused + " where name = '" + type + "'");
    }

    static void pauseAndWait(Database database, String type) throws SQLException, InterruptedException {
        pause(database, type, true);
        Time.sleep(LEARNED);
    }
}
