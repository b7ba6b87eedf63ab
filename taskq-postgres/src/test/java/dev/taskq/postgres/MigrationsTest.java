package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.StoreUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema is made and brought up to date, by several processes at once, whole or not at all. */
class MigrationsTest {
    @Test
    void aProgramThatMayNotMigrateSeesWhetherItIsDone() throws Exception {
        try (TestDatabase database = TestDatabase.empty();
                PostgresTaskStore store = database.open()) {
            assertThat(store.isMigrated()).isFalse();
            PostgresTaskStore.migrate(database.config());
            assertThat(store.isMigrated()).isTrue();
        }
    }

    @Test
    void schemaOfALaterVersionIsNewEnough() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                PostgresTaskStore store = database.open()) {
            database.execute("insert into taskq.schema_history (installed_rank, version, description, type, script,"
                    + " installed_by, execution_time, success)"
                    + " values (1000, '1000', 'later', 'SQL', 'V1000__later.sql', current_user, 1, true)");
            assertThat(store.isMigrated()).isTrue();
            store.migrate();
            assertThat(store.types().all()).isEmpty();
            database.execute("delete from taskq.schema_history where version = '1000'");
        }
    }

    @Test
    void allFilesAreListedByVersion() throws Exception {
        Path folder = Path.of(Objects.requireNonNull(MigrationsTest.class.getResource("migration"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Migration.FILES);
        }
        assertThat(Migration.FILES.stream().map(file -> Migration.load(file).version()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, Migrations.LATEST).boxed().toList());
    }

    /** A migration that fails, or that loses its process, leaves nothing behind, not even the history table. */
    @Test
    void migrationIsDoneWholeOrNotAtAll() throws Exception {
        try (TestDatabase database = TestDatabase.empty()) {
            database.execute("create function fail() returns event_trigger language plpgsql"
                    + " as $$ begin raise 'no more indexes'; end $$");
            database.execute("create event trigger fail on ddl_command_end when tag in ('CREATE INDEX')"
                    + " execute function fail()");
            assertThatThrownBy(() -> PostgresTaskStore.migrate(database.config()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasStackTraceContaining("no more indexes");
            assertThat(database.query("select to_regnamespace('taskq')")).containsOnlyNulls();
            database.execute("drop event trigger fail");
            PostgresTaskStore.migrate(database.config());
        }
    }

    @Test
    void schemaThatHoldsWhatNoMigrationMadeIsLeftAlone() throws Exception {
        try (TestDatabase database = TestDatabase.empty()) {
            database.execute("create schema taskq; create table taskq.lease (id int)");
            assertThatThrownBy(() -> PostgresTaskStore.migrate(database.config()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasStackTraceContaining("non-empty schema");
            assertThat(database.query("select relname from pg_class where relnamespace = 'taskq'::regnamespace"))
                    .containsExactly("lease");
            database.execute("drop table taskq.lease");
            PostgresTaskStore.migrate(database.config());
        }
    }

    /** The migration that waits runs nothing twice, and outlasts the time-out of other locks. */
    @Test
    void migrationWaitsForTheOneThatRuns() throws Exception {
        try (TestDatabase database = TestDatabase.empty();
                Connection first =
                        ConnectionSettings.forMigrations(database.config()).getConnection()) {
            first.setAutoCommit(false);
            TestDatabase.query(first, "select pg_advisory_xact_lock(" + Migrations.LOCK + ")");
            FutureTask<Boolean> second = Waits.start(() -> {
                PostgresTaskStore.migrate(database.config());
                return true;
            });
            Waits.backendWaiting(database.connect(), "select pg_advisory_xact_lock", "Lock");
            assertThat(database.query("select count(*) from pg_class where relnamespace = to_regnamespace('taskq')"))
                    .containsExactly("0");
            first.rollback();
            assertThat(second.get()).isTrue();
        }
    }

    /** A role that only runs taskq may ask for the migration that has been done. */
    @Test
    void whatIsDoneNeedsNoRightToDoIt() throws Exception {
        try (TestDatabase database = TestDatabase.migratedForItself();
                Role role = Role.in(database)) {
            role.may("usage on schema taskq");
            role.may("select on all tables in schema taskq");
            PostgresTaskStore.migrate(role.config());
        }
    }
}
