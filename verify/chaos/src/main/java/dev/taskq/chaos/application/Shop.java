package dev.taskq.chaos.application;

import dev.taskq.NewTask;
import dev.taskq.TaskType;
import dev.taskq.chaos.application.OrderJournal.Step;
import dev.taskq.chaos.application.OrderPlan.Order;
import dev.taskq.chaos.application.OrderPlan.Way;
import dev.taskq.chaos.plugin.Job;
import dev.taskq.chaos.plugin.Ship;
import dev.taskq.postgres.PostgresTaskSubmitter;
import dev.taskq.rig.load.OpenLoop;
import dev.taskq.rig.load.OpenLoop.Due;
import dev.taskq.rig.load.OpenLoop.WhenFull;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Places orders at a steady rate. Each is a transaction that inserts a row into the application's own table and submits
 * a task. Nothing is called after the commit, and a transaction that failed is not repeated. Thread-safe.
 */
final class Shop {
    /** The most transactions that are open at the same time. An order that is due meanwhile is not placed. */
    static final int MOST_OPEN = 20;

    private static final Duration BETWEEN_ORDERS = Duration.ofMillis(200);
    private static final TaskType<Job> SHIP = TaskType.of(Ship.TYPE, Job.class);

    private final DataSource database;
    private final OrderJournal journal;
    private final OrderPlan plan;
    private final PostgresTaskSubmitter submitter = new PostgresTaskSubmitter();
    private final CountDownLatch stopped = new CountDownLatch(1);

    Shop(DataSource database, OrderJournal journal, OrderPlan plan) {
        this.database = database;
        this.journal = journal;
        this.plan = plan;
    }

    /** Places orders until it is stopped, and returns when no transaction is open. */
    void run() throws ExecutionException, InterruptedException {
        new OpenLoop<Order>(MOST_OPEN, WhenFull.SKIP, (order, due) -> place(order)).run(new Dues());
    }

    /** Places no new orders. The transactions that are open end now, as planned. */
    void stop() {
        stopped.countDown();
    }

    /** The orders until it is stopped, one after the other. */
    private final class Dues implements Iterator<Due<Order>> {
        private long number;

        @Override
        public boolean hasNext() {
            return stopped.getCount() > 0;
        }

        @Override
        public Due<Order> next() {
            number++;
            return new Due<>(number * BETWEEN_ORDERS.toNanos(), plan.next());
        }
    }

    private void place(Order order) throws InterruptedException {
        try (Connection connection = database.getConnection()) {
            journal.begin(order);
            insert(connection, order);
            submit(connection, order);
            if (order.keyed()) {
                submit(connection, order);
            }
            boolean unused = stopped.await(order.open().toNanos(), TimeUnit.NANOSECONDS);
            if (order.rolledBack()) {
                journal.write(Step.ROLLBACK, order);
                connection.rollback();
            } else {
                journal.write(Step.COMMIT, order);
                connection.commit();
                journal.write(Step.COMMITTED, order);
            }
        } catch (SQLException e) {
            // A fault of the run. If the commit was asked for, the row tells whether it took effect.
            System.out.println(Instant.now() + " order " + order.id() + ": " + e.getSQLState() + " " + e.getMessage());
        }
    }

    private static void insert(Connection connection, Order order) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into shop.orders (id) values (?)")) {
            statement.setLong(1, order.id());
            statement.execute();
        }
    }

    private void submit(Connection connection, Order order) throws SQLException {
        NewTask task = SHIP.task(order.job());
        if (order.way() == Way.JAVA) {
            submitter.submit(connection, order.keyed() ? task.withIdempotencyKey(key(order)) : task);
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("select taskq.submit(?, ?::jsonb, idempotency_key => ?)")) {
            statement.setString(1, task.type());
            statement.setString(2, task.params());
            statement.setString(3, order.keyed() ? key(order) : null);
            statement.execute();
        }
    }

    private static String key(Order order) {
        return "order-" + order.id();
    }
}
