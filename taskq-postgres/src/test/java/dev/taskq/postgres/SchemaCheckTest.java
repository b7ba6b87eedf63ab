package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.StoreMisconfiguredException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start finds what is missing in the schema. */
class SchemaCheckTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    /**
     * After a change of the migrations, the content of {@code target/schema.txt} becomes the expected schema, except in
     * a sabotaged run.
     */
    @Test
    void whatIsExpectedIsWhatTheMigrationsMake() throws Exception {
        try (Connection connection = DATABASE.connect()) {
            List<String> made = SchemaCheck.found(connection);
            if (!DATABASE.isLent()) {
                Files.write(Path.of("target", "schema.txt"), made);
            }
            assertThat(SchemaCheck.expected()).isEqualTo(made);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alter table taskq.tasks drop constraint tasks_pkey                 | primary key tasks_pkey of tasks
            alter table taskq.heartbeats drop constraint heartbeats_pkey                 | primary key heartbeats_pkey of heartbeats
            drop index taskq.tasks_key                                         | unique index tasks_key of tasks
            drop index taskq.tasks_open; create index tasks_open on taskq.tasks (type) | index tasks_open of tasks (type, hinted_at, id), partial
            alter table taskq.tasks drop constraint tasks_are_sound            | check tasks_are_sound of tasks
            alter table taskq.tasks drop constraint tasks_are_sound; drop function taskq.is_sound_task | function is_sound_task(
            alter table taskq.types drop constraint types_depth_not_negative, add constraint types_depth_not_negative check (depth >= 0) not valid | check types_depth_not_negative of types
            update pg_index set indisvalid = false where indexrelid = 'taskq.tasks_due'::regclass | index tasks_due of tasks
            update pg_index set indisready = false where indexrelid = 'taskq.tasks_due'::regclass | index tasks_due of tasks
            alter table taskq.tasks drop column traceparent                    | column traceparent of tasks
            alter table taskq.tasks alter id drop default                      | column id of tasks
            drop table taskq.lease                                             | table lease
            alter table taskq.succeeded_tasks no inherit taskq.tasks           | inheritance of succeeded_tasks from tasks
            drop table taskq.succeeded_tasks                                   | check succeeded_tasks_are_movable of succeeded_tasks
            alter table taskq.types alter paused drop not null                 | column paused of types
            """)
    void whatIsMissingIsNamedAtTheStart(String damage, String named) throws Exception {
        try (TestDatabase damaged = TestDatabase.migratedForItself()) {
            damaged.execute(damage);
            PostgresTaskStore store = damaged.open();
            for (Runnable start :
                    List.<Runnable>of(() -> PostgresTaskStore.migrate(damaged.config()), store::isMigrated)) {
                assertThatThrownBy(start::run)
                        .isExactlyInstanceOf(StoreMisconfiguredException.class)
                        .hasMessageContaining("missing: ")
                        .hasMessageContaining(named);
            }
        }
    }

    @Test
    void sequenceBehindTheTasksIsNamedAtTheStart() throws Exception {
        try (TestDatabase restored = TestDatabase.migratedForItself()) {
            PostgresTaskStore store = restored.open();
            List<Long> ids = Tasks.submit(store, 2);
            restored.execute("select setval('taskq.tasks_id_seq', %d, false)".formatted(ids.getFirst()));
            for (Runnable start :
                    List.<Runnable>of(() -> PostgresTaskStore.migrate(restored.config()), store::isMigrated)) {
                assertThatThrownBy(start::run)
                        .isExactlyInstanceOf(StoreMisconfiguredException.class)
                        .hasMessageContaining("taskq.tasks_id_seq is behind");
            }
            restored.execute("select setval('taskq.tasks_id_seq', %d)".formatted(ids.getLast()));
            assertThat(store.isMigrated()).isTrue();
        }
    }

    @Test
    void whatThereIsBesidesDoesNoHarm() throws Exception {
        try (TestDatabase richer = TestDatabase.migratedForItself()) {
            richer.execute("alter table taskq.tasks add note text; create index of_mine on taskq.tasks (note)");
            PostgresTaskStore.migrate(richer.config());
            assertThat(richer.open().isMigrated()).isTrue();
        }
    }

    @Test
    void whatWasDroppedOrStandsElsewhereIsNotFound() throws Exception {
        try (TestDatabase other = TestDatabase.migratedForItself()) {
            other.execute(
                    "alter table taskq.tasks add note text; alter table taskq.tasks drop note;"
                            + "create schema other; create sequence other.ids; create table other.child () inherits (taskq.tasks)");
            try (Connection connection = other.connect()) {
                assertThat(SchemaCheck.found(connection)).isEqualTo(SchemaCheck.expected());
            }
        }
    }
}
