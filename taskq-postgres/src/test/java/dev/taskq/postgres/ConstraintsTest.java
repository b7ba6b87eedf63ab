package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    @CsvSource(
            delimiter = '|',
            value = {
                "tasks_status_is_known              | status = 'lost'",
                "tasks_running_is_held              | status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1",
                "tasks_running_is_held              | status = 'running', max_attempts = 1, timeout_ms = 1, attempt = 1, claim = 1",
                "tasks_running_is_bounded           | status = 'running', session_id = 1, claim = 1, attempt = 1",
                "tasks_finished_iff_final           | status = 'succeeded'",
                "tasks_finished_iff_final           | finished_at = now()",
                "tasks_run_at_iff_scheduled         | status = 'scheduled', hinted_at = null",
                "tasks_run_at_iff_scheduled         | run_at = now()",
                "tasks_hinted_unless_scheduled      | hinted_at = null",
                "tasks_hinted_unless_scheduled      | status = 'scheduled', run_at = now()",
                "tasks_queued_has_time              | queued_at = null",
                "tasks_result_only_if_succeeded     | result = '1'",
                "tasks_counts_not_negative          | losses = -1",
                "tasks_key_has_hash                 | idempotency_key = 'key'",
            })
    void brokenRowIsRefused(String constraint, String change) {
        assertThatThrownBy(() -> DATABASE.execute("update taskq.tasks set " + change))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("\"" + constraint + "\"");
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
