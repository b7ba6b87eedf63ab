package dev.taskq.postgres;

import dev.taskq.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reports the database's state: its clock, whether it accepts writes, and which transaction delays its vacuum. */
final class StoreHealth {
    private static final Query OLDEST_TRANSACTION = Query.load("health/oldest_transaction");
    private static final Query PROVE_WRITABLE = Query.load("health/prove_writable");
    private static final Query CLOCK = Query.load("health/clock");

    private final Database database;

    StoreHealth(Database database) {
        this.database = database;
    }

    Instant now() {
        return database.read(StoreHealth::now);
    }

    static Instant now(Connection connection) throws SQLException {
        return CLOCK.on(connection).row(row -> row.instant("now"));
    }

    void proveWritable() {
        boolean idsGoOn = database.write(
                List.of(), connection -> PROVE_WRITABLE.on(connection).row(row -> row.flag("ids_go_on")));
        if (!idsGoOn) {
            throw new StoreUnavailableException(
                    new IllegalStateException("taskq.tasks_id_seq is behind the ids of the rows, or exhausted"));
        }
    }

    Optional<Duration> oldestTransaction() {
        return database.read(connection -> OLDEST_TRANSACTION
                .on(connection)
                .row(row -> row.has("age_us")
                        ? Optional.of(Stamps.ofMicros(Math.max(0, row.number("age_us"))))
                        : Optional.empty()));
    }
}
