package dev.taskq.chaos;

import dev.taskq.chaos.plugin.Job.Kind;
import dev.taskq.chaos.plugin.Ship;
import dev.taskq.chaos.plugin.Shipment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows in Postgres at the end of a run.
 *
 * @param tasks the tasks, by id
 * @param attempts the attempts that did not succeed, by task
 * @param sessionEnds the ends of sessions
 * @param schedules the schedules
 * @param losses what was lost with which session
 */
record Rows(
        Map<Long, TaskRow> tasks,
        Map<Long, List<AttemptRow>> attempts,
        List<SessionEnd> sessionEnds,
        List<Timetable.Row> schedules,
        Losses losses) {
    /**
     * A task.
     *
     * @param id its id
     * @param type its type
     * @param call the client's call, or the application's order; negative for a task of a schedule
     * @param place its place in the call
     * @param kind the behaviour of its handler
     * @param status its status
     * @param attempt its last attempt
     * @param failures how often it failed
     * @param losses how often its agent was lost
     * @param maxAttempts the bound on failures
     * @param run the run that its result names
     */
    record TaskRow(
            long id,
            String type,
            long call,
            int place,
            Kind kind,
            String status,
            int attempt,
            int failures,
            int losses,
            int maxAttempts,
            Optional<String> run) {
        /** Whether an application submitted it. */
        boolean isOfOrder() {
            return type.equals(Ship.TYPE);
        }

        /** Whether the client submitted it. */
        boolean isOfClient() {
            return !isOfOrder() && call > 0;
        }

        /** Whether its handler completes it in a transaction of its own. */
        boolean isShipment() {
            return isOfOrder() && Shipment.isRecorded(call);
        }

        boolean isFinal() {
            return status.equals("succeeded") || status.equals("failed") || status.equals("cancelled");
        }
    }

    /**
     * An attempt that did not succeed.
     *
     * @param task the task
     * @param attempt its number
     * @param outcome how it ended
     */
    record AttemptRow(long task, int attempt, String outcome) {}

    /**
     * The end of a session.
     *
     * @param session its id
     * @param member the member's name
     * @param openedAt when it was opened
     * @param endedAt when it ended
     * @param lost whether it was found dead
     */
    record SessionEnd(long session, String member, long openedAt, long endedAt, boolean lost) {}

    static Rows read(Database database) throws SQLException {
        Map<Long, TaskRow> tasks = new HashMap<>();
        for (TaskRow row : database.query("""
                select id, type, (payload->>'call')::bigint, (payload->>'place')::int, payload->>'kind', status, attempt,
                  failures, losses, max_attempts, result->>'run'
                from taskq.tasks order by id
                """, Rows::task)) {
            tasks.put(row.id(), row);
        }
        Map<Long, List<AttemptRow>> attempts = new HashMap<>();
        for (AttemptRow row : database.query(
                "select task_id, attempt, case when outcome = 'lost' and not counts then 'forgiven' else outcome end"
                        + " from taskq.task_attempts order by task_id, attempt",
                row -> new AttemptRow(row.getLong(1), row.getInt(2), row.getString(3)))) {
            attempts.computeIfAbsent(row.task(), task -> new ArrayList<>()).add(row);
        }
        return new Rows(
                tasks,
                attempts,
                database.query(
                        "select session, name, opened_at, ended_at, reason from chaos.session_ends order by ended_at",
                        row -> new SessionEnd(
                                row.getLong(1),
                                row.getString(2),
                                micros(row.getTimestamp(3)),
                                micros(row.getTimestamp(4)),
                                row.getString(5).equals("lost"))),
                Timetable.read(database),
                Losses.read(database));
    }

    private static TaskRow task(ResultSet row) throws SQLException {
        return new TaskRow(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getInt(4),
                Kind.valueOf(row.getString(5)),
                row.getString(6),
                row.getInt(7),
                row.getInt(8),
                row.getInt(9),
                row.getInt(10),
                Optional.ofNullable(row.getString(11)));
    }

    private static long micros(Timestamp time) {
        return Time.micros(time.toInstant());
    }

    List<AttemptRow> attemptsOf(long task) {
        return attempts.getOrDefault(task, List.of());
    }
}
