package dev.taskq.benchmarks;

import dev.taskq.client.Retries;
import dev.taskq.client.TaskqClient;
import dev.taskq.rig.stack.LocalStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What load is put on: servers, a coordinator's process, and agents. */
interface Target {
    /** The servers and the coordinator's process. */
    LocalStack stack();

    /** The tasks that its agents have run. */
    Runs runs();

    /** Lets agents run tasks until the end of a measurement. */
    Serving serve();

    /** Agents that run tasks. */
    @FunctionalInterface
    interface Serving extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * A client of the coordinator's process. It repeats no call, because a benchmark must not hide a failure.
     *
     * @param callers how many threads use it
     */
    default TaskqClient client(int callers) {
        return TaskqClient.builder(stack().address())
                .token(stack().token())
                .retries(Retries.NONE)
                .maxConcurrentCalls(callers)
                .build();
    }

    /** Waits until a number of tasks have run since the start. */
    default void awaitDone(long number) throws InterruptedException {
        while (runs().done() < number) {
            Thread.sleep(1);
        }
    }

    /** Checks that every accepted task has succeeded. */
    default void check() throws SQLException, InterruptedException {
        String unfinished = "select count(*) from taskq.tasks where finished_at is null";
        long open = ask(unfinished);
        for (int i = 0; i < 100 && open > 0; i++) {
            Thread.sleep(100);
            open = ask(unfinished);
        }
        long failed = ask("select count(*) from taskq.tasks where status <> 'succeeded'");
        System.out.printf("%nchecked: %,d tasks, %d not succeeded%n", ask("select count(*) from taskq.tasks"), failed);
        if (failed > 0) {
            throw new IllegalStateException("tasks did not succeed");
        }
    }

    /** Asks Postgres for a number. */
    default long ask(String question) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getLong(1);
        }
    }

    /** Opens a connection to Postgres. */
    default Connection connect() throws SQLException {
        return DriverManager.getConnection(
                stack().postgres().jdbcUrl(),
                stack().postgres().user(),
                stack().postgres().password());
    }
}
