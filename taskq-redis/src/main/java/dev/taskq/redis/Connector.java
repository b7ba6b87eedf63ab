package dev.taskq.redis;

import dev.taskq.QueueUnavailableException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.metrics.MicrometerCommandLatencyRecorder;
import io.lettuce.core.metrics.MicrometerOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections. A broken connection is never repaired. It is closed, and the next call makes a new one. So the first
 * connect, a restart of Redis and a firewall that drops packets are one case, and no command is buffered or sent twice
 * without the caller's knowledge. After a failure to connect, and after an answer that only another server can change,
 * every call fails at once for {@link #PAUSE}. So a failure leads to at most ten connections a second.
 *
 * <p>Thread-safe.
 */
final class Connector implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int THREADS = 2;
    private static final int MOST_COMMANDS_IN_FLIGHT = 10_000;
    private static final long SHUTDOWN_MILLIS = 1_000;

    private final Refusals refusals;
    private final RedisURI uri;
    private final Duration connectTimeout;
    private final ClientResources resources;
    private final RedisClient client;
    private final Map<StatefulRedisConnection<String, String>, CompletableFuture<Void>> closing =
            new ConcurrentHashMap<>();
    private volatile @Nullable Failure failure;
    private volatile boolean closed;

    /**
     * A failure to connect, or an answer of a server that cannot serve.
     *
     * @param cause the cause
     * @param pause how long no connection is made after it
     */
    private record Failure(Throwable cause, Timer pause) {}

    Connector(RedisConfig config, Optional<MeterRegistry> meters, Refusals refusals) {
        this.refusals = refusals;
        // To connect means a TCP handshake and then a few commands.
        connectTimeout = config.connectTimeout().plus(config.commandTimeout());
        uri = RedisURI.create(config.uri());
        // Lettuce's time-out for those commands. If it fires just when they are answered, the connection counts as made
        // and is closed under its first user. So it must not fire before the threads that wait for the connection have
        // given up.
        uri.setTimeout(connectTimeout);
        uri.setClientName("taskq");
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .threadFactoryProvider(pool -> Thread.ofPlatform()
                        .daemon()
                        .name("taskq-redis-" + pool + "-", 0)
                        .factory())
                .commandLatencyRecorder(meters.<CommandLatencyRecorder>map(Connector::recorder)
                        .orElseGet(CommandLatencyRecorder::disabled))
                .build();
        client = RedisClient.create(resources);
        client.setOptions(MaintenanceNotices.none(ClientOptions.builder())
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_COMMANDS_IN_FLIGHT)
                // Callers have their own time-outs. One for all commands would end commands that wait for a wake-up.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(config.connectTimeout())
                        .keepAlive(true)
                        .build())
                .sslOptions(SslOptions.builder()
                        .handshakeTimeout(config.connectTimeout())
                        .build())
                .build());
    }

    /** Records by command and server, not by connection, so that its labels have few values. */
    private static CommandLatencyRecorder recorder(MeterRegistry meters) {
        return new MicrometerCommandLatencyRecorder(meters, MicrometerOptions.create());
    }

    /** Begins to connect, or fails at once after a recent failure. */
    CompletableFuture<StatefulRedisConnection<String, String>> connect() {
        Failure last = failure;
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
        if (last != null && !last.pause().isExpired()) {
            return CompletableFuture.failedFuture(last.cause());
        }
        try {
            return client.connectAsync(StringCodec.UTF8, uri)
                    .toCompletableFuture()
                    .whenComplete((connection, e) -> {
                        if (e != null) {
                            failed(e);
                            Answers.errorBeneath(e)
                                    .ifPresent(
                                            error -> refusals.tell(error, "HELLO or CLIENT SETNAME", Optional.empty()));
                        }
                    });
        } catch (RuntimeException e) {
            // Another thread has closed the client meanwhile.
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Records a failure, after which no new connection is made for a while. */
    void failed(Throwable cause) {
        failure = new Failure(cause, Platform.system().timer(PAUSE));
    }

    /** Waits for a connection, at most as long as connecting may take. */
    StatefulRedisConnection<String, String> await(CompletableFuture<StatefulRedisConnection<String, String>> connecting)
            throws InterruptedException {
        return get(connecting, connectTimeout);
    }

    /** Closes a connection now, or as soon as it exists. Must be called once for each connection. */
    void discard(CompletableFuture<StatefulRedisConnection<String, String>> connecting) {
        Future<Void> unused = connecting.thenAccept(this::discard);
    }

    /** Closes a connection without waiting. Must be called once for each connection. */
    void discard(StatefulRedisConnection<String, String> connection) {
        if (!closed) {
            CompletableFuture<Void> end = connection.closeAsync();
            closing.put(connection, end);
            Future<Void> unused = end.whenComplete((nothing, e) -> closing.remove(connection));
        }
    }

    /** Waits for an answer of Redis. */
    static <T extends @Nullable Object> T get(Future<T> answer, Duration longest) throws InterruptedException {
        try {
            return answer.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Answers.unavailable(e.getCause());
        } catch (CancellationException | TimeoutException e) {
            throw new QueueUnavailableException(e);
        }
    }

    /** Closes all connections, and ends the threads. */
    @Override
    public void close() {
        closed = true;
        try {
            // The client would close these again and log a warning for each.
            CompletableFuture.allOf(closing.values().toArray(CompletableFuture<?>[]::new))
                    .get(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
            client.shutdownAsync(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS).get(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Connections that are still open end with their threads.
        }
        resources.shutdown(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(SHUTDOWN_MILLIS);
    }
}
