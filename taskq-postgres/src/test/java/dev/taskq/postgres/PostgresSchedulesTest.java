package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewSchedule;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.TooManySchedulesException;
import dev.taskq.spi.DueSchedule;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of schedules, in cases that only locks or many rows show. */
class PostgresSchedulesTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private PostgresTaskStore store;

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @BeforeEach
    void open() throws SQLException {
        DATABASE.clear();
        store = DATABASE.open();
        store.types().register(List.of("type"));
    }

    @AfterEach
    void close() throws SQLException {
        DATABASE.closeOpened();
    }

    private void put(String name) {
        store.schedules()
                .put(NewSchedule.of(name, Recurrence.every(Duration.ofHours(1)), "type", "{}"), Optional.empty());
    }

    private Schedule read(String name) {
        return store.schedules().find(name, Optional.empty()).orElseThrow();
    }

    private List<DueSchedule> due() throws SQLException {
        DATABASE.execute("update taskq.schedules set next_fire_at = next_fire_at - interval '2 hours'");
        return store.schedules().due(100).schedules();
    }

    private static FireStep step(DueSchedule due) {
        return new FireStep(
                due.name(),
                due.version(),
                List.of(due.fireAt()),
                Optional.of(due.fireAt().plus(Duration.ofHours(4))),
                0,
                Optional.empty());
    }

    @Test
    void fireOfALockedScheduleIsPassedOverAndItsNeighboursGoOn() throws Exception {
        put("free");
        put("locked");
        List<FireStep> steps = due().stream().map(PostgresSchedulesTest::step).toList();
        try (Connection other = DATABASE.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select name from taskq.schedules where name = 'locked' for update");

            assertThat(store.schedules().fire(steps))
                    .extracting(FireResult::effect)
                    .containsExactly(FireResult.Effect.FIRED, FireResult.Effect.PASSED_OVER);
            // A closed connection gives its locks back a while later.
            other.rollback();
        }
    }

    @Test
    void fireTouchesItsOwnScheduleAlone() throws Exception {
        put("a");
        put("b");
        DATABASE.execute("update taskq.schedules set version = 7");
        List<DueSchedule> due = due();
        Schedule before = read("b");

        List<FireResult> results = store.schedules().fire(List.of(step(due.getFirst())));

        assertThat(results).hasSize(1);
        assertThat(results.getFirst().hints()).hasSize(1);
        assertThat(read("a").counts().fired()).isEqualTo(1);
        assertThat(read("b")).isEqualTo(before);
    }

    @Test
    void whatIsDueIsFoundByItsIndexWhateverTheStatisticsSay() throws Exception {
        DATABASE.execute("""
                insert into taskq.schedules (
                  name, version, every_us, anchor_at, type, params, catch_up, overlap, caller, next_fire_at, created_at, updated_at)
                select 's' || n, n, 60000000, now(), 'type', '{}', 'one', 'allow', '', now() + n * interval '1 second', now(), now()
                from generate_series(1, 10000) n""");
        for (String analysed : List.of("select 1", "analyze taskq.schedules")) {
            DATABASE.execute(analysed);
            try (Connection connection = DATABASE.connectAsPool();
                    Statement statement = connection.createStatement()) {
                statement.execute("set plan_cache_mode = force_generic_plan");
                statement.execute("prepare due (int) as "
                        + Query.load("schedules/due").sql().replace("?", "$1"));
                List<String> plan = TestDatabase.query(connection, "explain (costs off) execute due (500)");
                assertThat(plan.stream().filter(line -> line.contains(" on schedules ")))
                        .as(String.join("\n", plan))
                        .hasSize(2)
                        .allMatch(line -> line.contains("Index Scan using schedules_next"));
                assertThat(plan.stream().filter(line -> line.contains("Index Cond: (next_fire_at")))
                        .hasSize(2);
            }
        }
    }

    /** It was stored by a program whose Java knows more time zones. */
    @Test
    void scheduleThatCannotBeReadIsShownAndCanBePausedAndReplaced() throws Exception {
        NewSchedule daily = NewSchedule.of("daily", Recurrence.cron("@daily", ZoneOffset.UTC), "type", "{}");
        store.schedules().put(daily, Optional.empty());
        DATABASE.execute("update taskq.schedules set zone = 'Mars/Base'");

        assertThat(read("daily").definition().recurrence()).isEqualTo(new Recurrence.Cron("@daily", "Mars/Base"));
        assertThat(store.schedules()
                        .list(Optional.empty(), Optional.empty(), 10)
                        .schedules())
                .hasSize(1);
        assertThat(store.schedules().setPaused("daily", true, Optional.empty()))
                .hasValueSatisfying(schedule -> assertThat(schedule.paused()).isTrue());
        assertThat(store.schedules().put(daily, Optional.empty()).schedule().definition())
                .isEqualTo(daily);
    }

    @Test
    void noMoreSchedulesAreKeptThanMay() throws Exception {
        DATABASE.execute("""
                insert into taskq.schedules (
                  name, version, every_us, anchor_at, type, params, catch_up, overlap, caller, created_at, updated_at)
                select 's' || n, n, 60000000, now(), 'type', '{}', 'one', 'allow', '', now(), now()
                from generate_series(1, %d) n""".formatted(Schedule.MOST));

        assertThatThrownBy(() -> put("one_more")).isInstanceOf(TooManySchedulesException.class);

        put("s1");
        assertThat(store.schedules().count()).isEqualTo(Schedule.MOST);
    }
}
