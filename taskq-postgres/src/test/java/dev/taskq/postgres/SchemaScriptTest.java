package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Outcome;
import dev.taskq.Task;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.testkit.TestTimeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The printed SQL makes the same as Flyway. */
class SchemaScriptTest {
    private static final SchemaScript SCRIPT = SchemaScript.ofThisVersion();
    private static final String WHOLE = SCRIPT.between(0, Migrations.LATEST);

    private static final String HISTORY = "select concat_ws('|', installed_rank, version, description, type, script,"
            + " checksum, installed_by, success) from taskq.schema_history order by installed_rank";

    /** The definitions of what a migration may make, with the history's table, which {@link SchemaCheck} leaves out. */
    private static final String DEFINITIONS = """
            select line from (
              select concat_ws('|', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                pg_get_expr(d.adbin, d.adrelid)) as line
              from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
              left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
              where c.relnamespace = 'taskq'::regnamespace and c.relkind in ('r', 'S')
              union all
              select c.relname || array_to_string(c.reloptions, ' ')
              from pg_class c where c.relnamespace = 'taskq'::regnamespace
              union all
              select conname || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'taskq'::regnamespace
              union all
              select indexdef from pg_indexes where schemaname = 'taskq'
              union all
              select pg_get_functiondef(oid) || proacl::text from pg_proc where pronamespace = 'taskq'::regnamespace) made
            order by line""";

    @TempDir
    private Path folder;

    record Greet(String name) {}

    @Test
    void databaseOfTheScriptIsTheOneThatFlywayMakes() throws Exception {
        try (TestDatabase byFlyway = TestDatabase.migratedForItself();
                TestDatabase byScript = TestDatabase.empty()) {
            byScript.execute(WHOLE);
            assertThat(byScript.query(DEFINITIONS))
                    .hasSizeGreaterThan(100)
                    .containsExactlyElementsOf(byFlyway.query(DEFINITIONS));
            assertThat(byScript.query(HISTORY)).containsExactlyElementsOf(byFlyway.query(HISTORY));
        }
    }

    @Test
    void programsRunOnTheDatabaseOfTheScript() throws Exception {
        TaskType<Greet> greet = TaskType.of("greet", Greet.class);
        TaskHandler<Greet> greeter =
                TaskHandler.of(greet, (context, params) -> Outcome.done("Hello, " + params.name()));
        try (TestDatabase database = TestDatabase.empty()) {
            database.execute(WHOLE);
            try (Connection connection = database.connect()) {
                assertThat(SchemaCheck.found(connection)).isEqualTo(SchemaCheck.expected());
            }
            PostgresTaskStore store = database.open();
            assertThat(store.isMigrated()).isTrue();
            store.migrate();
            assertThat(database.query(HISTORY)).hasSize(Migrations.LATEST);
            try (Coordinator coordinator = Coordinator.builder(store).build().start();
                    Agent agent = Agent.builder(store).handler(greeter).build().start()) {
                long id = coordinator.submit(greet.task(new Greet("world"))).id();
                Task task = coordinator.await(id, TestTimeouts.LONG).orElseThrow();
                assertThat(task.result(String.class)).as("%s", task).isEqualTo("Hello, world");
            }
        }
    }

    /** As it will be after the next releases: the operator migrates some versions, and Flyway others. */
    @Test
    void scriptAndFlywayGoOnFromEachOther() throws Exception {
        // Flyway's checksum does not depend on how lines end, nor on whether the last one does.
        Migration second = migration(1, "more_columns", "alter table tasks add more text;\r\n-- für später\r\n\r\n");
        Migration third = migration(2, "more_tables", "create table more (id int);\n\n\ncomment on table more is 'é';");
        Migration fourth = migration(3, "nothing", "select 1;");
        List<Migration> all = with(second, third);
        SchemaScript script = new SchemaScript(all);
        try (TestDatabase database = TestDatabase.migratedForItself()) {
            write(second);
            write(third);
            database.execute(script.between(Migrations.LATEST, all.size()));
            assertThat(flyway(database).migrationsExecuted).isZero();
            write(fourth);
            assertThat(flyway(database).migrationsExecuted).isEqualTo(1);
            assertThat(database.query("select more from taskq.tasks")).isEmpty();
            assertThat(database.query("select count(*) from taskq.more")).containsExactly("0");
            assertThat(database.query("select version from taskq.schema_history order by installed_rank"))
                    .hasSize(all.size() + 1)
                    .endsWith(String.valueOf(all.size()), String.valueOf(all.size() + 1));
        }
    }

    @Test
    void databaseAtAnotherVersionIsLeftAsItIs() throws Exception {
        try (TestDatabase database = TestDatabase.migratedForItself()) {
            assertThatThrownBy(() -> database.execute(WHOLE))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("the schema taskq is at version " + Migrations.LATEST)
                    .hasMessageContaining("begins at version 0");
            assertThat(database.query(HISTORY)).hasSize(Migrations.LATEST);
        }
        try (TestDatabase database = TestDatabase.empty()) {
            database.execute("create schema taskq; create table taskq.lease (id int)");
            assertThatThrownBy(() -> database.execute(WHOLE))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("tables that no migration made");
            database.execute("drop table taskq.lease");
            database.execute(WHOLE);
            assertThat(database.open().isMigrated()).isTrue();
        }
    }

    /** Whole or not at all. */
    @Test
    void scriptThatFailsLeavesNothingBehind() throws Exception {
        List<Migration> all = with(migration(1, "wrong", "select 1 / 0;"));
        try (TestDatabase database = TestDatabase.empty()) {
            assertThatThrownBy(() -> database.execute(new SchemaScript(all).between(0, all.size())))
                    .hasMessageContaining("division by zero");
            assertThat(database.query("select to_regnamespace('taskq')")).containsOnlyNulls();
        }
    }

    private MigrateResult flyway(TestDatabase database) {
        return Migrations.flyway()
                .locations(Migrations.FOLDER, "filesystem:" + folder)
                .dataSource(
                        database.backend().jdbcUrl(),
                        database.backend().user(),
                        database.backend().password())
                .load()
                .migrate();
    }

    private static Migration migration(int after, String description, String sql) {
        return new Migration("V" + (Migrations.LATEST + after) + "__" + description + ".sql", sql);
    }

    private static List<Migration> with(Migration... later) {
        List<Migration> all =
                new ArrayList<>(Migration.FILES.stream().map(Migration::load).toList());
        all.addAll(List.of(later));
        return all;
    }

    private void write(Migration migration) throws Exception {
        Files.writeString(folder.resolve(migration.file()), migration.sql());
    }
}
