package dev.taskq.engine;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a caller waits for. Thread-safe. */
final class Reply<R> implements GroupCommit.Completion<R> {
    private final Signal answered;
    private final AtomicReference<@Nullable Object> answer = new AtomicReference<>();

    Reply(Platform platform) {
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
    Optional<List<R>> await(Timer longest) throws InterruptedException {
        answered.await(() -> answer.get() != null, longest);
        Object given = answer.get();
        if (given instanceof RuntimeException failure) {
            throw failure;
        }
        return Optional.ofNullable((List<R>) given);
    }
}
