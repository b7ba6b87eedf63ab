package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.Operation.Counts;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.TaskFilter;
import dev.taskq.TimeWindow;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a step of an operation reads, and passes, beside many rows that it does not handle. */
class OperationScanTest {
    @RegisterExtension
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private static final TaskFilter OF_A = TaskFilter.ALL.withType("a");
    /** Far more steps than any operation here takes. */
    private static final int MOST_STEPS = 50;

    private PostgresTaskStore store;

    /** The ids are those of the rows in the order in which a test stores them. */
    @BeforeEach
    void open() throws SQLException {
        DATABASE.execute("alter sequence taskq.tasks_id_seq restart");
        store = DATABASE.open();
    }

    /** Stores a row for each second from a first one to a last one. */
    private static void insert(String status, String type, int first, int last) throws SQLException {
        boolean isSucceeded = status.equals("succeeded");
        boolean isFinal = isSucceeded || status.equals("failed") || status.equals("cancelled");
        DATABASE.execute("""
                insert into taskq.%s (status, created_at, updated_at, started_at, run_at, queued_at, hinted_at, finished_at, type, caller,
                  correlation_id, payload)
                select '%s', a.at, a.at, a.at, %s, %s, %s, %s, '%s', 'c', '', '{}'
                from generate_series(%d, %d) n
                cross join lateral (select timestamptz '2026-11-01 00:00:00Z' + n * interval '1 second' as at) a
                """.formatted(
                        isSucceeded ? "succeeded_tasks" : "tasks",
                        status,
                        status.equals("scheduled") ? "a.at" : "null",
                        status.equals("queued") ? "a.at" : "null",
                        status.equals("queued") ? "a.at" : "null",
                        isFinal ? "a.at" : "null",
                        type,
                        first,
                        last));
    }

    private long start(OperationAction action, TaskFilter filter) {
        return store.operations().start(NewOperation.of(action, filter)).id();
    }

    private Advanced step(long operation, int rows) {
        return store.operations().advance(new Advance(operation, rows, 100, false));
    }

    private Operation end(long operation, int rows) {
        for (int i = 0; i < MOST_STEPS; i++) {
            Operation after = step(operation, rows).operation().orElseThrow();
            if (after.status().isFinal()) {
                return after;
            }
        }
        throw new AssertionError("it does not end");
    }

    /** 199 rows, of which a step may read ten. */
    @Test
    void stepPassesManyMoreSucceededTasksThanItReadsRows() throws Exception {
        insert("failed", "a", 1, 1);
        insert("succeeded", "a", 2, 200);
        insert("failed", "a", 201, 201);
        long operation = start(OperationAction.RETRY, TaskFilter.ALL);

        Advanced first = step(operation, 10);
        Advanced second = step(operation, 10);

        assertThat(first.effects()).hasSize(1);
        assertThat(first.operation()).map(Operation::status).contains(OperationStatus.RUNNING);
        assertThat(second.effects()).hasSize(1);
        assertThat(second.operation()).map(Operation::status).contains(OperationStatus.DONE);
    }

    /** The first step ends at the 100th or 20th succeeded task. */
    @Test
    void tasksOfTheTimeWhereAStepEndsAreHandledOnce() throws Exception {
        insert("succeeded", "a", 1, 200);
        for (int second : List.of(101, 101, 101, 181, 181, 181, 1, 200)) {
            insert("failed", "a", second, second);
        }

        for (int rows : List.of(10, 2, 1)) {
            NewOperation counting =
                    NewOperation.of(OperationAction.RETRY, TaskFilter.ALL).asDryRun();
            assertThat(end(store.operations().start(counting).id(), rows).counts())
                    .as("%s rows", rows)
                    .isEqualTo(new Counts(8, 0, 0));
        }
        assertThat(end(start(OperationAction.RETRY, TaskFilter.ALL), 2).counts())
                .isEqualTo(new Counts(8, 8, 0));
    }

    /** It may read one row then, and pass the entries that go with it. */
    @Test
    void lockedTaskFarBehindThePositionIsPassedOver() throws Exception {
        insert("failed", "a", 1, 1);
        insert("succeeded", "a", 2, 50);
        assertLockedIsPassedOver(OperationAction.RETRY, TaskFilter.ALL);
    }

    @Test
    void lockedScheduledTaskFarBehindThePositionIsPassedOver() throws Exception {
        insert("scheduled", "a", 1, 1);
        insert("succeeded", "a", 2, 3_000);
        assertLockedIsPassedOver(OperationAction.RUN_NOW, OF_A);
    }

    private void assertLockedIsPassedOver(OperationAction action, TaskFilter filter) throws SQLException {
        long operation = start(action, filter);
        try (Connection other = DATABASE.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select id from only taskq.tasks for update");
            assertThat(step(operation, 10).blocked()).isTrue();

            Advanced passed = store.operations().advance(new Advance(operation, 1, 1, true));

            assertThat(passed.operation()).map(Operation::counts).contains(new Counts(1, 0, 1));
            // A closed connection gives its locks back a while later.
            other.rollback();
        }
        assertThat(end(operation, 10).counts()).isEqualTo(new Counts(1, 0, 1));
    }

    /** Any other row would be one of the ten that the step may read. */
    @Test
    void scheduledTasksOfATypeAreReadAlone() throws Exception {
        insert("scheduled", "a", 1, 1);
        insert("cancelled", "a", 2, 20);
        insert("queued", "a", 21, 40);
        insert("scheduled", "b", 41, 60);

        Advanced step = step(start(OperationAction.RUN_NOW, OF_A), 10);

        assertThat(step.effects()).hasSize(1);
        assertThat(step.operation()).map(Operation::status).contains(OperationStatus.DONE);
    }

    /** The first and the last id are more than two ranges apart. */
    @Test
    void rangesOfIdsFollowOneAnotherWithoutGapOrRepeat() throws Exception {
        insert("scheduled", "a", 1, 1);
        insert("succeeded", "a", 2, 7_000);
        insert("scheduled", "a", 7_001, 7_001);
        NewOperation counting = NewOperation.of(OperationAction.RUN_NOW, OF_A).asDryRun();

        assertThat(end(store.operations().start(counting).id(), 3).counts()).isEqualTo(new Counts(2, 0, 0));
        assertThat(end(start(OperationAction.RUN_NOW, OF_A), 3).counts()).isEqualTo(new Counts(2, 2, 0));
    }

    @Test
    void noMoreScheduledTasksAreReadThanAStepMay() throws Exception {
        insert("scheduled", "a", 1, 5);
        long operation = start(OperationAction.RUN_NOW, OF_A);

        assertThat(step(operation, 2).effects()).hasSize(2);
        assertThat(end(operation, 2).counts()).isEqualTo(new Counts(5, 5, 0));
    }

    /** Most of what is read is selected, so that a step need not read more than it may handle. */
    @Test
    void scheduledTasksOfATypeAreHandledOnceByStepsThatHandleFewOfThem() throws Exception {
        insert("scheduled", "a", 1, 10);
        insert("succeeded", "a", 11, 20);
        insert("scheduled", "a", 21, 26);
        for (TaskFilter filter : List.of(OF_A, OF_A.withCaller("c"))) {
            NewOperation counting =
                    NewOperation.of(OperationAction.RUN_NOW, filter).asDryRun();
            long operation = store.operations().start(counting).id();
            for (int handled = 5; handled <= 15; handled += 5) {
                Advanced step = store.operations().advance(new Advance(operation, 50, 5, false));
                assertThat(step.operation()).map(Operation::counts).contains(new Counts(handled, 0, 0));
            }
            assertThat(end(operation, 50).counts()).isEqualTo(new Counts(16, 0, 0));
        }
    }

    @Test
    void windowOfCreationEndsTheSearchForScheduledTasks() throws Exception {
        insert("scheduled", "a", 1, 5);
        TaskFilter sinceTheFourth =
                OF_A.withCreated(new TimeWindow(Optional.of(Instant.parse("2026-11-01T00:00:04Z")), Optional.empty()));

        Advanced step = step(start(OperationAction.RUN_NOW, sinceTheFourth), 3);

        assertThat(step.operation()).map(Operation::counts).contains(new Counts(2, 2, 0));
        assertThat(step.operation()).map(Operation::status).contains(OperationStatus.DONE);
    }
}
