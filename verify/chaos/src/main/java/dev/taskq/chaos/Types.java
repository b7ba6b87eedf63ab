package dev.taskq.chaos;

import java.sql.SQLException;
import java.time.Duration;

/** Pauses and resumes types by changes to their rows. */
final class Types {
    /** Longer than every agent needs to learn of it with a heartbeat. */
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
