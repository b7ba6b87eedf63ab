package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.EditResult;
import dev.taskq.NewSchedule;
import dev.taskq.PutResult;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.TooManySchedulesException;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.DueSchedule;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rows of schedules, in cases that only locks or many rows show. */
class PostgresSchedulesTest {
    @RegisterExtension
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private PostgresTaskStore store;

    @BeforeEach
    void open() {
        store = DATABASE.open();
        store.types().register(List.of("type"));
    }

    private PutResult put(String name) {
        return store.schedules()
                .put(
                        NewSchedule.of(name, Recurrence.every(Duration.ofHours(1)), "type", "{}"),
                        Optional.empty(),
                        Schedule.MOST);
    }

    private Schedule read(String name) {
        return store.schedules().find(name, Optional.empty()).orElseThrow();
    }

    private List<DueSchedule> due() throws SQLException {
        DATABASE.execute("update taskq.schedules set next_fire_at = next_fire_at - interval '2 hours'");
        return store.schedules().due(DueRange.ALL, 100).schedules();
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

    /** Each start of an application puts its schedules again. */
    @Test
    void putOfWhatIsStoredWaitsForNoLock() throws Exception {
        put("hourly");
        try (Connection other = DATABASE.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select name from taskq.schedules where name = 'hourly' for update");

            assertThat(put("hourly").effect()).isEqualTo(PutResult.Effect.UNCHANGED);
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
                statement.execute("prepare due (text, text, int) as "
                        + Query.load("schedules/due")
                                .sql()
                                .replaceFirst("\\?", "\\$1")
                                .replaceFirst("\\?", "\\$2")
                                .replaceFirst("\\?", "\\$3"));
                List<String> plan = TestDatabase.query(
                        connection, "explain (costs off) execute due ('2026-01-01', '2027-01-01', 500)");
                assertThat(plan.stream().filter(line -> line.contains(" on schedules ")))
                        .as(String.join("\n", plan))
                        .hasSize(2)
                        .allMatch(line -> line.contains("Index Scan using schedules_next"));
                // Each is bounded by the clock: what is not due is not read, but for the first of it.
                assertThat(plan.stream().filter(line -> line.contains("Index Cond: (")))
                        .as(String.join("\n", plan))
                        .satisfiesExactlyInAnyOrder(
                                line -> assertThat(line).contains("(next_fire_at <= "),
                                line -> assertThat(line).contains("(next_fire_at > "));
            }
        }
    }

    /** It was stored by a program whose Java knows more time zones. */
    @Test
    void scheduleThatCannotBeReadIsShownAndCanBePausedAndReplaced() throws Exception {
        NewSchedule daily = NewSchedule.of("daily", Recurrence.cron("@daily", ZoneOffset.UTC), "type", "{}");
        store.schedules().put(daily, Optional.empty(), Schedule.MOST);
        DATABASE.execute("update taskq.schedules set zone = 'Mars/Base'");

        assertThat(read("daily").definition().recurrence()).isEqualTo(new Recurrence.Cron("@daily", "Mars/Base"));
        assertThat(store.schedules()
                        .list(Optional.empty(), Optional.empty(), 10)
                        .schedules())
                .hasSize(1);
        assertThat(store.schedules().setPaused("daily", true, Optional.empty()))
                .hasValueSatisfying(schedule -> assertThat(schedule.paused()).isTrue());
        assertThat(store.schedules()
                        .put(daily, Optional.empty(), Schedule.MOST)
                        .schedule()
                        .definition())
                .isEqualTo(daily);
    }

    /** A program whose Java knows more time zones has stored it, and this one leads. */
    @Test
    void leaderPausesAScheduleThatItCannotReadAndFiresItsNeighbours() throws Exception {
        store.schedules()
                .put(
                        NewSchedule.of("a_broken", Recurrence.cron("@daily", ZoneOffset.UTC), "type", "{}"),
                        Optional.empty(),
                        Schedule.MOST);
        put("b_good");
        DATABASE.execute("update taskq.schedules set zone = 'Mars/Base' where name = 'a_broken'");
        DATABASE.execute("update taskq.schedules set next_fire_at = now() - interval '1 minute'");

        try (Coordinator coordinator = Coordinator.builder(store).build().start()) {
            Eventually.until(
                    TestTimeouts.LONG,
                    () -> read("a_broken").paused() && read("b_good").counts().fired() == 1);
            assertThat(coordinator.isHealthy()).isTrue();
        }

        assertThat(read("a_broken").counts()).isEqualTo(Schedule.Counts.NONE);
        assertThat(read("a_broken").nextFireAt()).isEmpty();
    }

    @Test
    void putsAtTheSameTimeDoNotExceedTheBoundOfACallerTogether() throws Exception {
        assertThatThrownBy(() -> putAfterTheFirst("second")).hasCauseInstanceOf(TooManySchedulesException.class);
        assertThat(store.schedules().count()).isEqualTo(1);
    }

    @Test
    void ofTwoPutsOfOneScheduleAtTheSameTimeTheSecondFindsItAlsoAtTheBound() throws Exception {
        assertThat(putAfterTheFirst("first").effect()).isEqualTo(PutResult.Effect.CHANGED);
        assertThat(store.schedules().count()).isEqualTo(1);
    }

    /**
     * Puts a schedule of a caller that may have one, while the transaction that stores the first one is not committed. That one takes
     * its turn as a put does.
     */
    private PutResult putAfterTheFirst(String name) throws Exception {
        try (Connection other = DATABASE.connect();
                Connection watch = DATABASE.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(PostgresSchedules.TAKE_TURNS);
            statement.execute("""
                    insert into taskq.schedules (
                      name, version, every_us, anchor_at, type, params, catch_up, overlap, caller, created_at, updated_at)
                    values ('first', 1, 60000000, now(), 'type', '{}', 'one', 'allow', 'shop', now(), now())""");
            FutureTask<PutResult> put = Waits.start(() -> store.schedules()
                    .put(
                            NewSchedule.of(name, Recurrence.every(Duration.ofHours(1)), "type", "{}")
                                    .withCaller("shop"),
                            Optional.empty(),
                            1));
            Waits.waiting(put, watch, PostgresSchedules.TAKE_TURNS.replace("'", "''"));
            other.commit();
            return Waits.soon(put);
        }
    }

    /** Of two edits of what was seen, the one that waits for the other finds it changed. */
    @Test
    void editThatWaitsForAnotherOneDoesNotOverwriteIt() throws Exception {
        Schedule seen = put("hourly").schedule();
        try (Connection other = DATABASE.connect();
                Connection watch = DATABASE.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "update taskq.schedules set params = '{\"by\": \"other\"}', updated_at = clock_timestamp()");
            FutureTask<EditResult> edit = Waits.start(() ->
                    store.schedules().edit(seen.definition().withParams("{}"), seen.updatedAt(), Optional.empty()));
            Waits.waiting(edit, watch, "select");
            other.commit();
            assertThat(Waits.soon(edit)).isEqualTo(new EditResult.ChangedSince(read("hourly")));
        }
        assertThat(read("hourly").definition().params()).contains("other");
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
