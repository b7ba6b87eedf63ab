package dev.taskq.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs something on many threads at the same moment. */
final class Together {
    private Together() {}

    /** What each thread answered, in the order of their numbers from 0. What one of them throws, this throws. */
    static <T> List<T> run(int threads, Numbered<T> body) throws Exception {
        CountDownLatch start = new CountDownLatch(threads);
        List<Callable<T>> bodies = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            bodies.add(() -> {
                start.countDown();
                start.await();
                return body.run(number);
            });
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(bodies)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /** What one thread does. */
    interface Numbered<T> {
        T run(int number) throws Exception;
    }
}
