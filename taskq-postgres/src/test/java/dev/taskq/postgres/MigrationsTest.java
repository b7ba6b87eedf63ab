package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MigrationsTest {
    @Test
    void whoMayNotMigrateSeesWhetherSomebodyHas() throws Exception {
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
        }
    }
}
