package dev.taskq.training;

import dev.taskq.client.ProblemException;
import dev.taskq.client.TaskqClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Callers over HTTP and gRPC that call as fast as they are answered. Immutable.
 *
 * @param address where the coordinator serves HTTP
 * @param grpcPort where it serves gRPC
 * @param token a token with all scopes
 */
record Load(URI address, int grpcPort, String token) {
    private static final int CALLERS = 24;
    private static final int GRPC_CALLERS = 4;

    /** On a machine with much other work, fewer calls must do. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** Two callers may retry the same task; the second is told that it is too late. */
    private static final int CONFLICT = 409;

    /** A step of a caller. */
    @FunctionalInterface
    private interface Step {
        void next() throws InterruptedException;
    }

    /** Makes so many calls, unless it takes too long. Returns the number of calls that were made. */
    long run(long most) throws ExecutionException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        AtomicLong left = new AtomicLong(most);
        BooleanSupplier goesOn = () -> left.getAndDecrement() > 0 && System.nanoTime() - end < 0;
        List<Future<Long>> all = new ArrayList<>();
        try (TaskqClient client = TaskqClient.builder(address).token(token).build();
                GrpcWork grpc = new GrpcWork(address, grpcPort, token);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                Work work = new Work(client);
                all.add(threads.submit(() -> call(work::next, goesOn)));
            }
            for (int i = 0; i < GRPC_CALLERS; i++) {
                all.add(threads.submit(() -> call(grpc.caller()::next, goesOn)));
            }
            long calls = 0;
            for (Future<Long> each : all) {
                calls += each.get();
            }
            return calls;
        }
    }

    private static long call(Step step, BooleanSupplier goesOn) throws InterruptedException {
        long calls = 0;
        while (goesOn.getAsBoolean()) {
            try {
                step.next();
            } catch (ProblemException e) {
                if (e.status() != CONFLICT) {
                    throw e;
                }
            }
            calls++;
        }
        return calls;
    }
}
