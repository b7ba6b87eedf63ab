package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Hint;
import dev.taskq.spi.SubmitCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code taskq.submit}, for programs in any language. */
class SubmitFunctionTest {
    @RegisterExtension
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private final PostgresTaskStore store = DATABASE.open();

    private Task submitted(String arguments) throws SQLException {
        long id = Long.parseLong(
                DATABASE.query("select taskq.submit(" + arguments + ")").getFirst());
        return store.submissions().find(List.of(id)).getFirst();
    }

    @Test
    void typeAndParamsAreEnough() throws Exception {
        Task task = submitted("'ship', '{\"order_id\": 7}'");

        assertThat(task.type()).isEqualTo("ship");
        assertThat(task.params()).isEqualTo("{\"order_id\": 7}");
        assertThat(task.origin().caller())
                .isEqualTo(DATABASE.query("select session_user").getFirst());
        assertThat(task.origin().correlationId()).matches("[0-9a-f]{32}");
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 10).hints())
                .extracting(Hint::id)
                .containsExactly(task.id());
    }

    @Test
    void theOtherArgumentsHaveNames() throws Exception {
        Task task = submitted("'ship', '{}', delay => '2 hours', max_attempts => 3, timeout => '90 seconds',"
                + " idempotency_key => 'order-7', correlation_id => 'request-9'");

        assertThat(task.times().runAt()).contains(task.times().createdAt().plus(Duration.ofHours(2)));
        assertThat(task.limits().maxAttempts()).hasValue(3);
        assertThat(task.limits().timeout()).contains(Duration.ofSeconds(90));
        assertThat(task.origin().correlationId()).isEqualTo("request-9");
        Task timed = submitted("'ship', '{}', run_at => clock_timestamp() + interval '1 day'");
        assertThat(timed.times().runAt().orElseThrow()).isAfter(store.now().plus(Duration.ofHours(23)));
    }

    @Test
    void aKeyThatWasUsedGivesTheSameTaskOrAConflict() throws Exception {
        Task task = submitted("'ship', '{\"a\": 1}', idempotency_key => 'k', delay => '1 minute'");

        assertThat(submitted("'ship', '{\"a\": 1}', idempotency_key => 'k', delay => '60 seconds'")
                        .id())
                .isEqualTo(task.id());
        for (String other : List.of(
                "'ship', '{\"a\": 2}', idempotency_key => 'k', delay => '1 minute'",
                "'shop', '{\"a\": 1}', idempotency_key => 'k', delay => '1 minute'",
                "'ship', '{\"a\": 1}', idempotency_key => 'k'",
                "'ship', '{\"a\": 1}', idempotency_key => 'k', delay => '1 minute', max_attempts => 2")) {
            assertThatThrownBy(() -> submitted(other))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"))
                    .hasMessageContaining("idempotency_key was used for another task");
        }
    }

    /** The row of a key is deleted after its retention; the key can then be used again. */
    @Test
    void aKeyIsFreeAgainOnceItsTaskIsDeleted() throws Exception {
        Task task = submitted("'ship', '{}', idempotency_key => 'k'");
        DATABASE.execute("delete from taskq.tasks where id = " + task.id());
        assertThat(submitted("'ship', '{\"a\": 1}', idempotency_key => 'k'").id())
                .isGreaterThan(task.id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            null, '{}'                                                     ; type must be 1 to 64 characters
            'Ship', '{}'                                                   ; type must be 1 to 64 characters
            'ship' || chr(10), '{}'                                        ; type must be 1 to 64 characters
            repeat('s', 65), '{}'                                          ; type must be 1 to 64 characters
            'ship', null                                                   ; params must be a JSON object
            'ship', '[]'                                                   ; params must be a JSON object
            'ship', '"x"'                                                  ; params must be a JSON object
            'ship', jsonb_build_object('a', repeat('x', 262140))           ; params must be at most 262144 bytes
            'ship', (repeat('{"a":', 65) || '1' || repeat('}', 65))::jsonb ; params is nested deeper than 64 levels
            'ship', ('{"a":' || repeat('[', 64) || repeat(']', 64) || '}')::jsonb ; params is nested deeper than 64 levels
            'ship', '{"a": [{"b": 1e400}]}'                                ; params has a number
            'ship', '{"a": 1e-400}'                                        ; params has a number
            'ship', ('{"a": ' || repeat('7', 101) || '}')::jsonb           ; params has a number
            'ship', '{}', '1 s', clock_timestamp()                         ; delay and run_at cannot both be given
            'ship', '{}', '-1 s'                                           ; delay must be between 0 and 10 years
            'ship', '{}', '11 years'                                       ; delay must be between 0 and 10 years
            'ship', '{}', '3654 days'                                      ; delay must be between 0 and 10 years
            'ship', '{}', '10 years 3 months'                              ; delay must be between 0 and 10 years
            'ship', '{}', '100000 years'                                   ; delay must be between 0 and 10 years
            'ship', '{}', '178000000 years'                                ; delay must be between 0 and 10 years
            'ship', '{}', '-100000 years'                                  ; delay must be between 0 and 10 years
            'ship', '{}', '300000 years -108000000 days'                   ; delay must be between 0 and 10 years
            'ship', '{}', '106751991 days -2562047784 hours'               ; delay must be between 0 and 10 years
            null, '{}', '300000 years'                                     ; type must be 1 to 64 characters
            'ship', '{}', '300000 years', clock_timestamp()                ; delay and run_at cannot both be given
            'ship', '{}', run_at => 'infinity'                             ; run_at must be at most 10 years ahead
            'ship', '{}', run_at => '-infinity'                            ; run_at must not be before 0001-01-01
            'ship', '{}', max_attempts => 0                                ; max_attempts must be between 1 and 1000
            'ship', '{}', max_attempts => 1001                             ; max_attempts must be between 1 and 1000
            'ship', '{}', timeout => '0.9 ms'                              ; timeout must be between 1 ms and 7 days
            'ship', '{}', timeout => '8 days'                              ; timeout must be between 1 ms and 7 days
            'ship', '{}', idempotency_key => ''                            ; idempotency_key must be 1 to 255 printable
            'ship', '{}', idempotency_key => 'ä'                           ; idempotency_key must be 1 to 255 printable
            'ship', '{}', idempotency_key => repeat('k', 256)              ; idempotency_key must be 1 to 255 printable
            'ship', '{}', correlation_id => 'a b'                          ; correlation_id must be 1 to 128 printable
            'ship', '{}', correlation_id => repeat('c', 129)               ; correlation_id must be 1 to 128 printable
            """)
    void whatIsWrongIsNamed(String arguments, String told) {
        assertThatThrownBy(() -> submitted(arguments))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"))
                .hasMessageContaining("taskq: " + told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'s', jsonb_build_object('a', repeat('x', 262135))",
                "'a0_.-z', (repeat('{\"a\":', 64) || '1' || repeat('}', 64))::jsonb",
                "repeat('s', 64), ('{\"a\": ' || repeat('7', 100) || '000.000}')::jsonb",
                "'s', '{\"a\": 1.7976931348623157e308, \"b\": -4.9e-324, \"c\": 0, \"d\": 0.0, \"e\": \"{[[[[\"}'",
                "'s', '{}', '0 s', null, 1000, '7 days', repeat('~', 255), repeat('!', 128)",
                "'s', '{}', delay => '3653 days'",
                "'s', '{}', delay => '10 years'",
                "'s', '{}', delay => '120 months'",
                "'s', '{}', null, null, null, null, null, null",
                "'s', '{}', run_at => '0001-01-01 00:00:00+00', max_attempts => 1, timeout => '1 ms'"
            })
    void whatIsJustAllowedIsStored(String arguments) throws Exception {
        assertThat(submitted(arguments).status()).isEqualTo(TaskStatus.SCHEDULED);
    }

    /** Commas and colons have a space behind them in what the database gives back, which does not count. */
    @Test
    void theSizeIsThatOfTheApi() throws Exception {
        String fields = "select jsonb_object_agg('k' || n, n) from generate_series(10000, %d) n";
        String fits = DATABASE.query(fields.formatted(27_400)).getFirst();
        String large = DATABASE.query(fields.formatted(30_000)).getFirst();
        SubmitCheck check = new SubmitCheck(RandomGenerator.getDefault(), PostgresTaskSubmitter.MOST_PARAMS_BYTES);

        assertThat(fits.length()).isGreaterThan(PostgresTaskSubmitter.MOST_PARAMS_BYTES);
        assertThat(check.check(NewTask.of("s", fits), Instant.now()).bytes())
                .isLessThanOrEqualTo(PostgresTaskSubmitter.MOST_PARAMS_BYTES);
        assertThat(submitted("'s', '" + fits + "'").params()).isEqualTo(fits);
        assertThatThrownBy(() -> check.check(NewTask.of("s", large), Instant.now()))
                .isInstanceOf(TaskRejectedException.class);
        assertThatThrownBy(() -> submitted("'s', '" + large + "'")).hasMessageContaining("at most 262144 bytes");
    }

    /** The function acts with the rights of its owner, so the names in it must not depend on the settings of its caller. */
    @Test
    void aRoleNeedsNoOtherRightAndCannotPutOtherObjectsInTheWay() throws Exception {
        try (Role role = Role.in(DATABASE)) {
            role.may("usage on schema taskq");
            try (Connection connection =
                    ConnectionSettings.pooled(role.config()).getConnection()) {
                assertThatThrownBy(() -> TestDatabase.query(connection, "select taskq.submit('ship', '{}')"))
                        .hasMessageContaining("permission denied for function submit");
                DATABASE.execute("grant execute on function taskq.submit to " + role.name());
                TestDatabase.query(connection, "select set_config('search_path', 'pg_temp, public', false)");
                try (var statement = connection.createStatement()) {
                    statement.execute("create temp table tasks (id bigint);"
                            + " create function pg_temp.clock_timestamp() returns timestamptz language sql"
                            + " as $$ select timestamptz 'epoch' $$");
                }
                long id = Long.parseLong(TestDatabase.query(connection, "select taskq.submit('ship', '{}')")
                        .getFirst());
                Task task = store.submissions().find(List.of(id)).getFirst();
                assertThat(task.origin().caller()).isEqualTo(role.name());
                assertThat(task.times().createdAt()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
                assertThatThrownBy(
                                () -> TestDatabase.query(
                                        connection,
                                        "select id from taskq.submit_for('boss', 'ship', '{}', null, null, null, null, null, null, null)"))
                        .hasMessageContaining("permission denied for function submit_for");
            }
        }
    }

    @Test
    void itIsPartOfTheCallersTransaction() throws Exception {
        try (Connection connection = DATABASE.connect()) {
            connection.setAutoCommit(false);
            TestDatabase.query(connection, "select taskq.submit('ship', '{}')");
            connection.rollback();
        }
        assertThat(DATABASE.query("select id from taskq.tasks")).isEmpty();
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 1).hints()).isEmpty();
    }
}
