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
            database.execute("insert into taskq.schema_history (version, name) values (1000, 'later')");
            assertThat(store.isMigrated()).isTrue();
            store.migrate();
            assertThat(store.types().all()).isEmpty();
            database.execute("delete from taskq.schema_history where version = 1000");
        }
    }

    @Test
    void everyFileIsNamedInItsOrder() throws Exception {
        Path folder = Path.of(Objects.requireNonNull(MigrationsTest.class.getResource("migration"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Migration.ALL.stream().map(Migration::file).toList());
        }
        assertThat(Migration.ALL.stream().map(Migration::version))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, Migration.ALL.size()).boxed().toList());
    }

    /** Of a migration that fails, or whose process dies, nothing is left, the table of what was run included. */
    @Test
    void migrationIsDoneWholeOrNotAtAll() throws Exception {
        try (TestDatabase database = TestDatabase.empty()) {
            database.execute("create schema taskq; create table taskq.lease (id int)");
            assertThatThrownBy(() -> PostgresTaskStore.migrate(database.config()))
                    .isInstanceOf(StoreUnavailableException.class);
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
