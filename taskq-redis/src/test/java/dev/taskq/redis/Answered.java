package dev.taskq.redis;

import dev.taskq.QueueUnavailableException;
import dev.taskq.spi.QueuePort;
import dev.taskq.testkit.TestTimeouts;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What became of hints that were sent. */
final class Answered implements QueuePort.Answer {
    private final CompletableFuture<Optional<QueueUnavailableException>> answer = new CompletableFuture<>();

    @Override
    public void added() {
        answer.complete(Optional.empty());
    }

    @Override
    public void failed(QueueUnavailableException failure) {
        answer.complete(Optional.of(failure));
    }

    /** Waits for the answer; empty if the hints were added. */
    Optional<QueueUnavailableException> failure() {
        return answer.orTimeout(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS).join();
    }
}
