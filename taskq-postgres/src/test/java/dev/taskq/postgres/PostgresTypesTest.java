package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeRefusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which rows of types a statement takes, in cases that only rows of a certain kind or age show. */
class PostgresTypesTest {
    @RegisterExtension
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private static final int FORGOTTEN_AT_ONCE = 100;

    private final PostgresTaskStore store = DATABASE.open();

    /** Inserts types that were all last used at the same moment, some hours ago. */
    private static void types(String name, int number, int hours, boolean paused) throws SQLException {
        DATABASE.execute("""
                insert into taskq.types (name, floor, used_at, paused)
                select '%s_' || n, 'epoch', a.at, %s from generate_series(1, %d) n
                cross join (select clock_timestamp() - interval '%d hours' as at) a
                """.formatted(name, paused, number, hours));
    }

    private int forget() {
        return store.types().forget(Duration.ofHours(1), Duration.ofHours(1));
    }

    @Test
    void soManyTypesAreForgottenAtOnceAndNoMore() throws Exception {
        types("unused", FORGOTTEN_AT_ONCE + 1, 2, false);

        assertThat(forget()).isEqualTo(FORGOTTEN_AT_ONCE);
        assertThat(forget()).isEqualTo(1);
    }

    @Test
    void pausedTypesKeepNoOthersFromBeingForgotten() throws Exception {
        types("paused", FORGOTTEN_AT_ONCE, 3, true);
        types("unused", 1, 2, false);

        assertThat(forget()).isEqualTo(1);
    }

    @Test
    void aTypeThatIsServedIsKeptBesideOneOfTheSameAge() throws Exception {
        types("type", 2, 2, false);
        DATABASE.execute("""
                insert into taskq.sessions (process, locks, kind, name, host, types, opened_at)
                values (1, false, 'agent', 'agent', 'host', '{type_1}', clock_timestamp())
                """);

        assertThat(forget()).isEqualTo(1);
        assertThat(DATABASE.query("select name from taskq.types")).containsExactly("type_1");
    }

    @Test
    void aTypeThatAnotherCallerMakesKnownMeanwhileStaysItsOwn() throws Exception {
        try (Connection other = DATABASE.connect();
                Connection watch = DATABASE.connect()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("insert into taskq.types (name, floor, used_at, caller)"
                        + " values ('fresh', 'epoch', clock_timestamp(), 'shop')");
            }
            FutureTask<List<TypeRefusal>> admission =
                    Waits.start(() -> store.types().admit(List.of("fresh"), new TypeAdmission("other", 1)));
            Waits.waiting(admission, watch, "lock table taskq.types");
            other.commit();

            assertThat(Waits.soon(admission)).isEmpty();
            assertThat(DATABASE.query("select caller from taskq.types")).containsExactly("shop");
        }
    }
}
