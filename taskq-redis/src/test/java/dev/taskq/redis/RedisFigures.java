package dev.taskq.redis;

import dev.taskq.QueueUnavailableException;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.QueuePort;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Prints what hints and idle agents cost Redis. Run by hand; the figures stand in docs/redis.md. */
final class RedisFigures {
    private static final Duration MEASURED = Duration.ofSeconds(20);
    private static final int HINTS = 200_000;
    private static final int HELD = 10_000;
    private static final int BATCH = 100;

    private final RedisServer server;
    private final RedisAdmin admin;
    private final PrintStream out;

    private RedisFigures(RedisServer server, RedisAdmin admin, PrintStream out) {
        this.server = server;
        this.admin = admin;
        this.out = out;
    }

    public static void main(String[] arguments) throws InterruptedException {
        try (RedisServer server = RedisServer.start();
                RedisAdmin admin = new RedisAdmin(server.uri())) {
            RedisFigures figures =
                    new RedisFigures(server, admin, new PrintStream(System.out, true, StandardCharsets.UTF_8));
            for (String entries : List.of("100", "20")) {
                admin.commands().configSet("stream-node-max-entries", entries);
                figures.out.println("stream-node-max-entries " + entries);
                figures.hints();
            }
            figures.idleAgents(300, 1);
            figures.idleAgents(300, 20);
        }
    }

    private void hints() {
        try (QueuePort queue = RedisTaskQueue.open(RedisConfig.of(server.uri()))) {
            queue.enqueue(Hints.hints("a", 1, BATCH));
            queue.ack(queue.take(List.of("a"), BATCH));
            long before = admin.info("memory", "used_memory");
            print("enqueue", () -> {
                for (long first = 1; first < HINTS; first += BATCH) {
                    queue.enqueue(Hints.hints("a", first, first + BATCH - 1));
                }
            });
            out.printf(
                    Locale.ROOT,
                    "%,d hints: %.1f B each%n",
                    HINTS,
                    (admin.info("memory", "used_memory") - before) / (double) HINTS);
            print("take and ack", () -> {
                for (List<Delivery> taken = queue.take(List.of("a"), BATCH);
                        !taken.isEmpty();
                        taken = queue.take(List.of("a"), BATCH)) {
                    queue.ack(taken);
                }
            });
            out.printf(Locale.ROOT, "left: %,d B%n", admin.info("memory", "used_memory") - before);
            queue.enqueue(Hints.hints("a", 1, HELD));
            before = admin.info("memory", "used_memory");
            List<Delivery> held = queue.take(List.of("a"), HELD);
            out.printf(
                    Locale.ROOT,
                    "taken and not acknowledged: %.1f B more each%n",
                    (admin.info("memory", "used_memory") - before) / (double) held.size());
            queue.drop("a");
        }
    }

    private void print(String what, Runnable work) {
        long cpu = cpuMillis();
        work.run();
        out.printf(
                Locale.ROOT, "%s by %d: %.1f µs of Redis a hint%n", what, BATCH, (cpuMillis() - cpu) * 1_000.0 / HINTS);
    }

    private void idleAgents(int agents, int types) throws InterruptedException {
        List<String> all = IntStream.range(0, types).mapToObj(i -> "idle" + i).toList();
        try (QueuePort queue = RedisTaskQueue.open(RedisConfig.of(server.uri()))) {
            CountDownLatch started = new CountDownLatch(agents);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < agents; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        while (true) {
                            queue.take(all, 8);
                            queue.await(all, Duration.ofSeconds(1));
                            started.countDown();
                        }
                    } catch (InterruptedException | QueueUnavailableException e) {
                        // Interrupted: the measurement is over.
                    }
                }));
            }
            started.await();
            long cpu = cpuMillis();
            long commands = admin.info("stats", "total_commands_processed");
            long start = System.nanoTime();
            LockSupport.parkNanos(MEASURED.toNanos());
            double seconds = (System.nanoTime() - start) / 1e9;
            out.printf(
                    Locale.ROOT,
                    "%d idle agents of %d types: %.1f %% of a core, %.0f commands/s (those inside scripts counted)%n",
                    agents,
                    types,
                    (cpuMillis() - cpu) / seconds / 10,
                    (admin.info("stats", "total_commands_processed") - commands) / seconds);
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** The time that the server's process has used. */
    private long cpuMillis() {
        return ProcessHandle.of(server.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toMillis)
                .orElseThrow();
    }
}
