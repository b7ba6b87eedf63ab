package dev.taskq.redis;

import dev.taskq.QueueUnavailableException;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for wake-ups. Each waiting thread uses a connection of its own, because a connection that waits can do nothing
 * else. The number of connections is at most the highest number of threads that have waited at one time.
 *
 * <p>Thread-safe.
 */
final class WakeUpConnections {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Connector connector;
    private final Duration commandTimeout;
    private final Refusals refusals;
    private final ConcurrentLinkedDeque<StatefulRedisConnection<String, String>> idle = new ConcurrentLinkedDeque<>();

    WakeUpConnections(Connector connector, Duration commandTimeout, Refusals refusals) {
        this.connector = connector;
        this.commandTimeout = commandTimeout;
        this.refusals = refusals;
    }

    /** Waits for a token in one of the lists of wake-ups. */
    boolean await(String[] wakeUps, Duration longest) throws InterruptedException {
        // In Redis, 0 means to wait for ever.
        Duration wait = longest.compareTo(SHORTEST) < 0 ? SHORTEST : longest;
        StatefulRedisConnection<String, String> connection = borrow();
        // An interrupted or broken wait leaves its command on the connection, which then cannot be used any more.
        boolean atRest = false;
        try {
            @Nullable
            KeyValue<String, String> token =
                    Connector.get(connection.async().blpop(wait.toNanos() / 1e9, wakeUps), wait.plus(commandTimeout));
            atRest = true;
            return token != null && token.hasValue();
        } catch (RedisException | RejectedExecutionException e) {
            throw new QueueUnavailableException(e);
        } catch (QueueUnavailableException e) {
            Throwable cause = e.getCause();
            if (cause != null && Answers.isOfTheWrongServer(cause)) {
                connector.failed(cause);
                closeIdle();
            } else if (cause instanceof TimeoutException) {
                // A device that drops packets of this connection has probably forgotten the others too.
                closeIdle();
            }
            refusals.tell(cause, "BLPOP", Optional.empty());
            throw e;
        } finally {
            if (atRest) {
                idle.addFirst(connection);
            } else {
                connector.discard(connection);
            }
        }
    }

    private StatefulRedisConnection<String, String> borrow() throws InterruptedException {
        for (StatefulRedisConnection<String, String> rested = idle.pollFirst();
                rested != null;
                rested = idle.pollFirst()) {
            if (rested.isOpen()) {
                return rested;
            }
            connector.discard(rested);
        }
        CompletableFuture<StatefulRedisConnection<String, String>> fresh = connector.connect();
        boolean taken = false;
        try {
            StatefulRedisConnection<String, String> connection = connector.await(fresh);
            taken = true;
            return connection;
        } finally {
            if (!taken) {
                connector.discard(fresh);
            }
        }
    }

    private void closeIdle() {
        for (StatefulRedisConnection<String, String> rested = idle.pollFirst();
                rested != null;
                rested = idle.pollFirst()) {
            connector.discard(rested);
        }
    }
}
