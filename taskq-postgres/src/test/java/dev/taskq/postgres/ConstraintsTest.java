package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database itself refuses rows that break the invariants, whichever program writes them. */
class ConstraintsTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @BeforeEach
    void oneQueuedTask() throws Exception {
        DATABASE.clear();
        try (PostgresTaskStore store = PostgresTaskStore.open(DATABASE.config())) {
            Tasks.submit(store, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status = 'lost'",
                "status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1",
                "status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1, claim = 1",
                "status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1, session_id = 1",
                "status = 'running', max_attempts = 1, timeout_ms = 1, session_id = 1, claim = 1",
                "status = 'running', session_id = 1, claim = 1, attempt = 1",
                "status = 'running', session_id = 1, claim = 1, attempt = 1, max_attempts = 1",
                "status = 'running', session_id = 1, claim = 1, attempt = 1, timeout_ms = 1",
                "status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1, session_id = 1, claim = 1, hinted_at = null",
                "status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1, session_id = 1, claim = 1, run_at = now()",
                "status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1, session_id = 1, claim = 1, finished_at = now()",
                "status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1, session_id = 1, claim = 1, result = '1'",
                "status = 'succeeded'",
                "status = 'succeeded', finished_at = now(), run_at = now()",
                "status = 'failed'",
                "status = 'failed', finished_at = now(), run_at = now()",
                "status = 'failed', finished_at = now(), result = '1'",
                "status = 'cancelled'",
                "status = 'cancelled', finished_at = now(), run_at = now()",
                "status = 'cancelled', finished_at = now(), result = '1'",
                "finished_at = now()",
                "status = 'scheduled', hinted_at = null",
                "status = 'scheduled', run_at = now()",
                "status = 'scheduled', run_at = now(), hinted_at = null, finished_at = now()",
                "status = 'scheduled', run_at = now(), hinted_at = null, result = '1'",
                "run_at = now()",
                "hinted_at = null",
                "queued_at = null",
                "result = '1'",
                "attempt = -1",
                "failures = -1",
                "losses = -1",
                "releases = -1",
                "idempotency_key = 'key'",
                "body_hash = 'hash'",
                "fire_at = now()",
            })
    void brokenRowIsRefused(String change) {
        assertThatThrownBy(() -> DATABASE.execute("update only taskq.tasks set " + change))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("23514"))
                .hasMessageContaining("\"tasks_are_sound\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queued_at = now()",
                "status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1, session_id = 1, claim = 1, run_at = null",
                "status = 'succeeded', finished_at = now(), result = '1'",
                "status = 'succeeded', finished_at = now(), hinted_at = null, queued_at = null",
                "status = 'failed', finished_at = now(), hinted_at = null",
                "status = 'cancelled', finished_at = now(), hinted_at = null, queued_at = null",
                "status = 'scheduled', run_at = now(), hinted_at = null",
                "status = 'scheduled', run_at = now(), hinted_at = null, queued_at = null",
                "idempotency_key = 'key', body_hash = 'hash'",
                "schedule = 'daily', fire_at = now()",
                "schedule = 'daily'",
            })
    void soundRowIsStored(String change) throws Exception {
        DATABASE.execute("update only taskq.tasks set " + change);
    }

    @Test
    void newRowIsChecked() {
        assertThatThrownBy(() -> DATABASE.execute("insert into taskq.tasks (status, created_at, updated_at, started_at,"
                        + " queued_at, type, caller, correlation_id, payload)"
                        + " values ('queued', now(), now(), now(), now(), 'a', '', '', '{}')"))
                .hasMessageContaining("tasks_are_sound");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status = 'failed'",
                "finished_at = null",
                "schedule = 'daily'",
                "run_at = now()",
                "fire_at = now()"
            })
    void onlyASuccessMovesToItsOwnTable(String change) throws Exception {
        DATABASE.execute("update only taskq.tasks set status = 'succeeded', finished_at = now()");
        DATABASE.execute("insert into taskq.succeeded_tasks select * from only taskq.tasks");
        assertThatThrownBy(() -> DATABASE.execute("update taskq.succeeded_tasks set " + change))
                .hasMessageContaining("succeeded_tasks_are_movable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"idempotency_key = 'key'", "attempt = -1", "failures = -1", "losses = -1", "releases = -1"})
    void taskThatSucceededIsSound(String change) throws Exception {
        DATABASE.execute("update only taskq.tasks set status = 'succeeded', finished_at = now()");
        DATABASE.execute("insert into taskq.succeeded_tasks select * from only taskq.tasks");
        assertThatThrownBy(() -> DATABASE.execute("update taskq.succeeded_tasks set " + change))
                .hasMessageContaining("succeeded_tasks_are_sound");
    }

    @Test
    void leaseIsOneRow() throws Exception {
        assertThatThrownBy(() -> DATABASE.execute("insert into taskq.lease values (2, 0, now())"))
                .hasMessageContaining("lease_is_one_row");
        assertThat(DATABASE.query("select count(*) from taskq.lease")).isEqualTo(List.of("1"));
    }

    @Test
    void sessionWithoutReasonDoesNotEnd() {
        assertThatThrownBy(() -> DATABASE.execute("insert into taskq.sessions (process, locks, kind, name, host, types,"
                        + " opened_at, ended_at) values (1, true, 'agent', 'a', 'h', '{}', now(), now())"))
                .hasMessageContaining("sessions_end_has_reason");
    }
}
