package dev.taskq.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A source whose connections count how often they wait for the server. */
final class RoundTrips {
    /** A rollback without a transaction does not reach the server. */
    private static final Set<String> EACH_ONE = Set.of("commit", "createStatement");

    private final DataSource source;
    private final AtomicInteger count = new AtomicInteger();

    RoundTrips(DataSource source) {
        this.source = source;
    }

    DataSource source() {
        return Proxies.of(DataSource.class, (self, method, arguments) -> {
            Object result = Proxies.call(source, method, arguments);
            return result instanceof Connection connection ? counted(connection) : result;
        });
    }

    private Connection counted(Connection connection) {
        return Proxies.of(Connection.class, (self, method, arguments) -> {
            if (EACH_ONE.contains(method.getName())) {
                count.incrementAndGet();
            }
            @Nullable Object result = Proxies.call(connection, method, arguments);
            return result instanceof PreparedStatement statement ? counted(statement) : result;
        });
    }

    private PreparedStatement counted(PreparedStatement statement) {
        return Proxies.of(PreparedStatement.class, (self, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                count.incrementAndGet();
            }
            return Proxies.call(statement, method, arguments);
        });
    }

    /** How many a call makes. */
    int of(Runnable call) {
        count.set(0);
        call.run();
        return count.get();
    }
}
