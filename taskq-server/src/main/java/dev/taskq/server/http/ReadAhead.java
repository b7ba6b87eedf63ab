package dev.taskq.server.http;

import io.helidon.webserver.CloseConnectionException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection. While the connection's thread handles a long request, another thread reads once in its place, so
 * the end of the stream is noticed at once. The bytes of that read are given to the next read of the connection's
 * thread. So no byte is lost, and two threads never read at the same time. Thread-safe.
 */
final class ReadAhead {
    /** Shorter requests are not checked: most take a few milliseconds. */
    static final long TAKES_LONG_NANOS = 200_000_000;

    private final Supplier<byte @Nullable []> socket;
    private final ReentrantLock lock = new ReentrantLock();

    /** Present while the connection's thread handles a request, until it has been run once. */
    private Optional<Runnable> whenEnded = Optional.empty();

    private long since;

    /** The read that another thread has begun; empty bytes mean the end of the stream. */
    private Optional<CompletableFuture<Optional<byte[]>>> ahead = Optional.empty();

    /**
     * Creates a reader that has read nothing.
     *
     * @param socket returns some bytes, and waits for them; null at the end of the stream
     */
    ReadAhead(Supplier<byte @Nullable []> socket) {
        this.socket = socket;
    }

    /** From now on other threads may read ahead. Called by the connection's thread. */
    void attend(Runnable whenStreamEnds, long now) {
        lock.lock();
        try {
            whenEnded = Optional.of(whenStreamEnds);
            since = now;
        } finally {
            lock.unlock();
        }
    }

    /** From now on no thread reads ahead; a read that has begun continues. Called by the connection's thread. */
    void ignore() {
        lock.lock();
        try {
            whenEnded = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Checks whether the stream has ended, if the request takes long. Called by any thread, never waits. */
    void scan(long now) {
        lock.lock();
        try {
            if (whenEnded.isEmpty() || now - since < TAKES_LONG_NANOS) {
                return;
            }
            if (ahead.isEmpty()) {
                CompletableFuture<Optional<byte[]>> read = new CompletableFuture<>();
                ahead = Optional.of(read);
                Thread.ofVirtual().name("http-read-ahead").start(() -> readInto(read));
                return;
            }
        } finally {
            lock.unlock();
        }
        tellIfEnded();
    }

    private void readInto(CompletableFuture<Optional<byte[]>> read) {
        try {
            read.complete(Optional.ofNullable(socket.get()));
        } catch (RuntimeException e) {
            read.completeExceptionally(e);
        }
        tellIfEnded();
    }

    private void tellIfEnded() {
        Optional<Runnable> told = Optional.empty();
        lock.lock();
        try {
            if (ahead.filter(ReadAhead::hasEnded).isPresent()) {
                told = whenEnded;
                whenEnded = Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        told.ifPresent(Runnable::run);
    }

    private static boolean hasEnded(CompletableFuture<Optional<byte[]>> read) {
        return read.isCompletedExceptionally() || (read.isDone() && read.join().isEmpty());
    }

    /**
     * The next bytes, or null at the end of the stream. Called by the connection's thread, never between attend and
     * ignore.
     */
    byte @Nullable [] read() {
        Optional<CompletableFuture<Optional<byte[]>>> begun;
        lock.lock();
        try {
            begun = ahead;
            ahead = Optional.empty();
        } finally {
            lock.unlock();
        }
        return begun.isPresent() ? await(begun.get()) : socket.get();
    }

    private static byte @Nullable [] await(CompletableFuture<Optional<byte[]>> read) {
        try {
            return read.get().orElse(null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("interrupted");
        }
    }
}
