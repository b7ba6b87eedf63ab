package dev.taskq.postgres;

import dev.taskq.testkit.TestTimeouts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Calls that are made to wait in Postgres, and backends to be ended meanwhile. */
final class Waits {
    private Waits() {}

    /** Runs a call on its own thread. */
    static <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /** The result of a call that no longer has to wait. */
    static <T> T soon(FutureTask<T> call) throws Exception {
        return call.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until a statement that begins like this waits for something, and returns its backend. */
    static String backendWaiting(Connection connection, String statement, String event) throws SQLException {
        long end = System.nanoTime() + TestTimeouts.LONG.toNanos();
        List<String> found = List.of();
        while (found.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("no backend with the statement " + statement + " waits for a " + event);
            }
            found = waiting(connection, statement, event);
        }
        return found.getFirst();
    }

    private static List<String> waiting(Connection connection, String statement, String event) throws SQLException {
        return TestDatabase.query(
                connection,
                "select pid from pg_stat_activity where datname = current_database() and wait_event_type = '" + event
                        + "' and query like '" + statement + "%'");
    }

    /** Like the other, for a statement that is one step of a call: fails if the call has ended. */
    static void waiting(FutureTask<?> call, Connection connection, String statement) throws SQLException {
        if (!isSeenWaiting(call, connection, statement)) {
            throw new AssertionError("what has the statement " + statement + " ended without having to wait");
        }
    }

    /** Waits until a statement of a call waits for a lock, or the call has ended without being seen to wait. */
    static boolean isSeenWaiting(FutureTask<?> call, Connection connection, String statement) throws SQLException {
        while (true) {
            boolean ended = call.isDone();
            if (!waiting(connection, statement, "Lock").isEmpty()) {
                return true;
            }
            if (ended) {
                return false;
            }
        }
    }

    /** Waits until a heartbeat counts. It is first sent together with its question, and then the two one by one. */
    static void untilCounted(FutureTask<?> heartbeat, Connection connection, long session) throws SQLException {
        String count = "select heartbeats from taskq.heartbeats where session_id = " + session;
        boolean ended = false;
        while (TestDatabase.query(connection, count).contains("0")) {
            if (ended) {
                throw new AssertionError("the heartbeat has ended and does not count");
            }
            ended = heartbeat.isDone();
        }
    }

    static void terminate(Connection connection, String backend) throws SQLException {
        TestDatabase.query(connection, "select pg_terminate_backend(" + backend + ", 5000)");
    }
}
