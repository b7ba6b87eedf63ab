package dev.taskq.engine;

import dev.taskq.spi.Platform;
import dev.taskq.spi.Platform.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a caller waits for. Thread-safe. */
final class Reply<R> implements GroupCommit.Completion<R> {
    private final Platform platform;
    private final Signal answered;
    private final AtomicReference<@Nullable Object> answer = new AtomicReference<>();

    Reply(Platform platform) {
        this.platform = platform;
        this.answered = platform.newSignal();
    }

    @Override
    public void done(List<R> results) {
        answer.set(results);
        answered.raise();
    }

    @Override
    public void failed(RuntimeException failure) {
        answer.set(failure);
        answered.raise();
    }

    /** The answer; empty where there is none yet. Throws what was answered instead. */
    @SuppressWarnings("unchecked") // Only done() and failed() set it.
    Optional<List<R>> await(Duration longest) throws InterruptedException {
        long end = platform.nanoTime() + longest.toNanos();
        while (true) {
            long seen = answered.count();
            Object given = answer.get();
            if (given instanceof RuntimeException failure) {
                throw failure;
            }
            if (given != null) {
                return Optional.of((List<R>) given);
            }
            long left = end - platform.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            answered.await(seen, Duration.ofNanos(left));
        }
    }
}
