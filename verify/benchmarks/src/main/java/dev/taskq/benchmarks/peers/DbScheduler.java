package dev.taskq.benchmarks.peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * db-scheduler as its documentation sets it up for high throughput: it polls by lock-and-fetch with limits of 1 and 4 times its
 * threads, and a stored task wakes it at once.
 */
public final class DbScheduler implements Peer {
    private static final TaskDescriptor<Long> TASK = TaskDescriptor.of("noop", Long.class);
    private static final double LOWER_LIMIT = 1.0;
    private static final double UPPER_LIMIT = 4.0;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final Scheduler scheduler;
    private final AtomicLong lastId = new AtomicLong();

    /**
     * Creates its table, and starts it paused.
     *
     * @param database a database of its own
     * @param threads how many tasks it runs at a time
     * @param handler receives the due time of each task that runs
     * @throws SQLException if the table cannot be created
     */
    public DbScheduler(DataSource database, int threads, LongConsumer handler) throws SQLException {
        createTable(database);
        scheduler = Scheduler.create(
                        database,
                        Tasks.oneTime(TASK).execute((instance, context) -> handler.accept(instance.getData())))
                .threads(threads)
                .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
                .pollingInterval(POLL)
                .enableImmediateExecution()
                .shutdownMaxWait(LONGEST_STOP)
                .build();
        scheduler.start();
        scheduler.pause();
    }

    /** The library brings no schema. These are the columns that it needs, and the indexes that it advises. */
    private static void createTable(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table scheduled_tasks (
                      task_name text, task_instance text, primary key (task_name, task_instance),
                      execution_time timestamptz not null, task_data bytea, version bigint not null, priority smallint,
                      picked boolean not null, picked_by text, last_heartbeat timestamptz,
                      last_success timestamptz, last_failure timestamptz, consecutive_failures int);
                    create index on scheduled_tasks (execution_time);
                    create index on scheduled_tasks (last_heartbeat)
                    """);
        }
    }

    @Override
    public String name() {
        return "db-scheduler";
    }

    @Override
    public void enqueue(long due) {
        scheduler.schedule(task(due));
    }

    @Override
    public void enqueueAll(int number) {
        List<SchedulableInstance<?>> tasks = Stream.<SchedulableInstance<?>>generate(() -> task(0))
                .limit(number)
                .toList();
        scheduler.scheduleBatch(tasks);
    }

    private SchedulableInstance<Long> task(long due) {
        return TASK.instance(Long.toString(lastId.incrementAndGet())).data(due).scheduledTo(Instant.now());
    }

    @Override
    public void resume() {
        scheduler.resume();
    }

    @Override
    public void pause() {
        scheduler.pause();
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
