package dev.taskq.chaos.plugin;

import dev.taskq.TaskContext;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A transaction of a handler that inserts a row into the application's table of shipments and completes the task. The
 * first one of some tasks is rolled back, although the handler then returns as usual. The handler of others throws after
 * its commit.
 */
public final class Shipment {
    private static final int LONGEST_OPEN_MILLIS = 300;
    private static final int ONE_IN_IS_SPECIAL = 7;

    private Shipment() {}

    /**
     * Whether the task of an order is completed in a transaction that records its shipment.
     *
     * @param order the order's id
     * @return true if it is
     */
    public static boolean isRecorded(long order) {
        return order / 2 % 2 == 0;
    }

    static void record(TaskContext context, long order, String run) throws Exception {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            insert(connection, context.taskId(), run);
            context.complete(connection, Map.of("run", run));
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(LONGEST_OPEN_MILLIS));
            if (order % ONE_IN_IS_SPECIAL == 0 && context.attempt() == 1) {
                connection.rollback();
            } else {
                connection.commit();
            }
        }
        if (order % ONE_IN_IS_SPECIAL == 1) {
            throw new IllegalStateException("after the commit");
        }
    }

    private static Connection connect() throws SQLException, ClassNotFoundException {
        // Registers the driver that this plugin brings.
        Class.forName("org.postgresql.Driver");
        Map<String, String> settings = System.getenv();
        Properties properties = new Properties();
        properties.setProperty("user", settings.getOrDefault("TASKQ_POSTGRES_USER", ""));
        properties.setProperty("password", settings.getOrDefault("TASKQ_POSTGRES_PASSWORD", ""));
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "8");
        return DriverManager.getConnection(settings.getOrDefault("TASKQ_POSTGRES_URL", ""), properties);
    }

    private static void insert(Connection connection, long task, String run) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into shop.shipments (task, run) values (?, ?)")) {
            statement.setLong(1, task);
            statement.setString(2, run);
            statement.execute();
        }
    }
}
