package dev.taskq.chaos.application;

import dev.taskq.chaos.plugin.Job;
import dev.taskq.chaos.plugin.Job.Kind;
import java.time.Duration;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The orders of one process of an application, always the same for the same seed. The plan is endless. For one thread. */
final class OrderPlan implements Iterator<OrderPlan.Order> {
    /** As long as a fault. */
    private static final Duration LONGEST_OPEN = Duration.ofSeconds(30);

    private static final long ORDERS_OF_A_LIFE = 1_000_000;
    private static final long LIVES = 10_000;
    private static final int ONE_IN_COMMITS_AT_ONCE = 10;
    private static final int ONE_IN_IS_ROLLED_BACK = 8;

    private final RandomGenerator random;
    private final long first;
    private int number;

    private OrderPlan(RandomGenerator random, long first) {
        this.random = random;
        this.first = first;
    }

    /**
     * The plan of a process.
     *
     * @param seed the seed of the run
     * @param application the number of the application
     * @param life the number of its process
     */
    static OrderPlan of(long seed, int application, int life) {
        long process = application * LIVES + life;
        return new OrderPlan(new SplittableRandom(seed * 31 + process), process * ORDERS_OF_A_LIFE);
    }

    /** How an order's task is submitted. */
    enum Way {
        /** By {@code PostgresTaskSubmitter}. */
        JAVA,
        /** By {@code select taskq.submit(…)}. */
        SQL
    }

    /**
     * An order.
     *
     * @param id its id, which no other process uses
     * @param way how its task is submitted
     * @param keyed whether the submit has an idempotency key; it is then repeated in the same transaction
     * @param open how long its transaction is open
     * @param rolledBack whether its transaction is rolled back
     * @param job the params of its task
     */
    record Order(long id, Way way, boolean keyed, Duration open, boolean rolledBack, Job job) {}

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Order next() {
        number++;
        long id = first + number;
        return new Order(
                id,
                number % 2 == 0 ? Way.JAVA : Way.SQL,
                random.nextInt(4) == 0,
                open(),
                random.nextInt(ONE_IN_IS_ROLLED_BACK) == 0,
                job(id));
    }

    /** Log-uniform from 1 ms, so that each length up to the longest is frequent. */
    private Duration open() {
        if (random.nextInt(ONE_IN_COMMITS_AT_ONCE) == 0) {
            return Duration.ZERO;
        }
        return Duration.ofMillis((long) Math.exp(random.nextDouble() * Math.log(1e3 * LONGEST_OPEN.toSeconds())));
    }

    /** All of these succeed in the end. */
    private Job job(long id) {
        int dice = random.nextInt(20);
        if (dice < 15) {
            return new Job(id, 0, Kind.QUICK, 0);
        }
        return dice < 19 ? new Job(id, 0, Kind.WAIT, random.nextInt(20, 300)) : new Job(id, 0, Kind.FAIL_ONCE, 0);
    }
}
