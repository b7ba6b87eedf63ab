package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.SESSIONS;
import static dev.taskq.postgres.generated.Tables.TASKS;
import static dev.taskq.postgres.generated.Tables.TASK_ATTEMPTS;
import static dev.taskq.postgres.generated.Tables.TASK_PROGRESS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.select;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * What is read of tasks. It is a class of its own so that jOOQ, which takes long to load, is not loaded where a store is opened, but
 * at the first read.
 */
final class TaskColumns {
    /** A checkpoint may be long, and is only for the next attempt. */
    static final List<Field<?>> WHOLE =
            TASKS.fieldStream().filter(field -> !field.equals(TASKS.CHECKPOINT)).toList();

    static final List<Field<?>> WITHOUT_LONG = WHOLE.stream()
            .filter(field -> !field.equals(TASKS.PAYLOAD) && !field.equals(TASKS.RESULT))
            .toList();

    /** Only the progress of the execution that holds the task, or that reported its last outcome itself. */
    static final Condition OF_HOLDER = TASK_PROGRESS
            .TASK_ID
            .eq(TASKS.ID)
            .and(TASK_PROGRESS.SESSION_ID.eq(TASKS.SESSION_ID))
            .and(TASK_PROGRESS.CLAIM.eq(TASKS.CLAIM));

    static final List<Field<?>> PROGRESS =
            List.of(TASK_PROGRESS.FRACTION, TASK_PROGRESS.NOTE, TASK_PROGRESS.REPORTED_AT);

    /** The agent's name comes from the session while the task runs. A completion writes it into the row. */
    static final Field<String> AGENT = coalesce(SESSIONS.NAME, TASKS.AGENT).as("agent_name");

    static final Field<List<Task.Attempt>> ATTEMPTS = multiset(select(
                            TASK_ATTEMPTS.ATTEMPT,
                            TASK_ATTEMPTS.AGENT,
                            TASK_ATTEMPTS.STARTED_AT,
                            TASK_ATTEMPTS.ENDED_AT,
                            TASK_ATTEMPTS.OUTCOME,
                            TASK_ATTEMPTS.ERROR)
                    .from(TASK_ATTEMPTS)
                    .where(TASK_ATTEMPTS.TASK_ID.eq(TASKS.ID))
                    .orderBy(TASK_ATTEMPTS.ATTEMPT))
            .convertFrom(found -> found.map(row -> new Task.Attempt(
                    row.value1(),
                    row.value2(),
                    row.value3(),
                    row.value4(),
                    AttemptOutcome.ofWireName(row.value5()),
                    Optional.ofNullable(row.value6()))))
            .as("attempts");

    static final Condition IS_RUNNING = TASKS.STATUS.eq(TaskStatus.RUNNING.wireName());

    /** Whether the session of the join has ended, or is unknown. */
    static final Field<Boolean> HOLDER_ENDED =
            field(SESSIONS.ID.isNull().or(SESSIONS.ENDED_AT.isNotNull())).as("holder_ended");

    static final Field<Instant> NOW =
            field("clock_timestamp()", TASKS.CREATED_AT.getDataType()).as("now");

    private TaskColumns() {}
}
