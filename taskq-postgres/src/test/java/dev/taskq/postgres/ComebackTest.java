package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.platform.Platform;
import dev.taskq.testkit.contract.Eventually;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How soon work continues after an outage of Postgres. */
class ComebackTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    /** A server that is unreachable for a number of attempts. */
    private static final class Away implements DataSource {
        private final String state;
        private int tries;

        Away(int tries, String state) {
            this.tries = tries;
            this.state = state;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (tries-- > 0) {
                throw new SQLException("away", state);
            }
            return DATABASE.connect();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(@Nullable PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("no wrapper");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }

    private static List<Duration> pauses(int tries, String state) throws SQLException {
        List<Duration> pauses = new ArrayList<>();
        ReconnectingSource source =
                new ReconnectingSource(new Away(tries, state), new TroubleLog(Platform.system()), pauses::add);
        assertThat(source.getConnection().isValid(1)).isTrue();
        assertThat(source.lastFailure()).isEmpty();
        return pauses;
    }

    @Test
    void serverIsAskedAtTheSamePaceHoweverLongItIsAway() throws Exception {
        List<Duration> pauses = pauses(1_000, "08001");
        assertThat(pauses)
                .hasSize(1_000)
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofMillis(100), Duration.ofMillis(200)));
        // The attempts of a fleet are spread.
        assertThat(pauses.stream().distinct()).hasSizeGreaterThan(500);
    }

    @Test
    void whatAPersonMustMendIsAskedForMoreSeldom() throws Exception {
        for (String state : List.of("28P01", "3D000", "53300")) {
            assertThat(pauses(3, state)).containsOnly(Duration.ofSeconds(1));
        }
    }

    @Test
    void interruptionEndsTheTrying() {
        ReconnectingSource source =
                new ReconnectingSource(new Away(10, "08001"), new TroubleLog(Platform.system()), pause -> {
                    throw new InterruptedException();
                });
        assertThatThrownBy(source::getConnection).hasMessage("away");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(source.lastFailure()).isPresent();
    }

    @Test
    void storeThatWasClosedWhileItsServerIsAwayEnds() throws Exception {
        PostgresConfig nobody = PostgresConfig.of("jdbc:postgresql://localhost:1/none", "nobody", "");
        PostgresTaskStore store = PostgresTaskStore.open(nobody);
        FutureTask<Boolean> call = Waits.start(() -> {
            assertThatThrownBy(store::now).hasRootCauseInstanceOf(ConnectException.class);
            return true;
        });
        assertThat(call.get()).isTrue();
        store.close();
        Eventually.until(
                Eventually.LONG,
                () -> Thread.getAllStackTraces().values().stream()
                        .noneMatch(stack -> List.of(stack).toString().contains(ReconnectingSource.class.getName())));
    }
}
