package dev.taskq.app.http;

import io.helidon.webserver.CloseConnectionException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection. While the connection's thread works on a request that takes long, another thread reads in its place, once:
 * so the end of the stream is noticed at once. What that read gives belongs to the next read of the connection's thread, so
 * no byte is lost, and never do two threads read. Thread-safe.
 */
final class ReadAhead {
    /** A request that takes less is not looked at: most take a few milliseconds. */
    static final long TAKES_LONG_NANOS = 200_000_000;

    private final Supplier<byte @Nullable []> socket;
    private final ReentrantLock lock = new ReentrantLock();

    /** Present while the connection's thread works on a request, until it was told once. */
    private Optional<Runnable> whenEnded = Optional.empty();

    private long since;

    /** The read that another thread does or has done; empty bytes mean the end of the stream. */
    private Optional<CompletableFuture<Optional<byte[]>>> ahead = Optional.empty();

    /**
     * Nothing read ahead.
     *
     * @param socket gives some bytes, and waits for them; null at the end of the stream
     */
    ReadAhead(Supplier<byte @Nullable []> socket) {
        this.socket = socket;
    }

    /** From now on others may read ahead. By the connection's thread. */
    void attend(Runnable whenStreamEnds, long now) {
        lock.lock();
        try {
            whenEnded = Optional.of(whenStreamEnds);
            since = now;
        } finally {
            lock.unlock();
        }
    }

    /** From now on nobody reads ahead; a read that has begun goes on. By the connection's thread. */
    void ignore() {
        lock.lock();
        try {
            whenEnded = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Looks whether the stream has ended, where the request takes long. By any thread, never waits. */
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

    /** The next bytes, or null at the end of the stream. By the connection's thread, and not between attend and ignore. */
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
