package dev.taskq.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that goes on, in pieces. The next piece is received only after the one before was taken, so that
 * one piece is held at most. For one reader.
 */
final class Chunks implements BodySubscriber<Chunks>, AutoCloseable {
    private final BlockingQueue<Optional<byte[]>> received = new LinkedBlockingQueue<>();
    private volatile @Nullable Subscription subscription;

    @Override
    public CompletionStage<Chunks> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        byte[] piece = new byte[buffers.stream().mapToInt(ByteBuffer::remaining).sum()];
        int at = 0;
        for (ByteBuffer buffer : buffers) {
            int length = buffer.remaining();
            buffer.get(piece, at, length);
            at += length;
        }
        received.add(Optional.of(piece));
    }

    @Override
    public void onError(Throwable failure) {
        received.add(Optional.empty());
    }

    @Override
    public void onComplete() {
        received.add(Optional.empty());
    }

    /**
     * Takes the next piece.
     *
     * @param longest how long to wait for it
     * @return the piece; empty at the end, or if none came in time
     */
    Optional<byte[]> next(Duration longest) throws InterruptedException {
        Optional<byte[]> piece = received.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
        if (piece == null || piece.isEmpty()) {
            return Optional.empty();
        }
        Subscription given = subscription;
        if (given != null) {
            given.request(1);
        }
        return piece;
    }

    /** Ends the answer and its connection. */
    @Override
    public void close() {
        Subscription given = subscription;
        if (given != null) {
            given.cancel();
        }
        received.add(Optional.empty());
    }
}
