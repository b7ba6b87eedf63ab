package dev.taskq.redis;

import dev.taskq.QueueUnavailableException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on one connection for all threads. A connection is closed if an answer did not arrive in time, because a
 * device on the way may never let another packet through. It is also closed if its server cannot serve any more, such as a
 * master that has become a replica, because a new connection may reach the new master after a failover.
 *
 * <p>Thread-safe.
 */
final class ScriptConnection {
    private final Connector connector;
    private final Duration commandTimeout;
    private final Refusals refusals;
    private final Script repair = Script.named("repair");
    private final ReentrantLock lock = new ReentrantLock();

    // Set under the lock, so that there is only one connection. Cleared without the lock.
    private final AtomicReference<@Nullable CompletableFuture<StatefulRedisConnection<String, String>>> current =
            new AtomicReference<>();

    ScriptConnection(Connector connector, Duration commandTimeout, Refusals refusals) {
        this.connector = connector;
        this.commandTimeout = commandTimeout;
        this.refusals = refusals;
    }

    /** Begins to connect. If that fails, the next call tries again. */
    @SuppressWarnings("FutureReturnValueIgnored") // The call that needs the connection sees the failure.
    void connectAhead() {
        current();
    }

    /**
     * Runs a script that answers with a list. If a key has the wrong kind or invalid content, the key is removed and the
     * script runs once more.
     */
    List<Object> run(Script script, List<String> keys, List<String> arguments) {
        try {
            return runOnce(script, keys, arguments);
        } catch (QueueUnavailableException e) {
            if (Answers.isOfTheData(e.getCause()) && repair(keys)) {
                return runOnce(script, keys, arguments);
            }
            refusals.tell(e.getCause(), "EVALSHA or EVAL", Optional.of(script));
            throw e;
        }
    }

    /**
     * Sends a script, unless there is no connection yet. No time-out ends it: a later call that waits closes a connection on which no
     * answer arrives, and all that waits on it fails.
     *
     * @param answer told, on a thread of the client, the failure if there was one
     * @return whether it was sent
     */
    boolean send(Script script, ScriptCall call, Consumer<Optional<QueueUnavailableException>> answer) {
        CompletableFuture<StatefulRedisConnection<String, String>> connection = current();
        if (!connection.isDone() || connection.isCompletedExceptionally()) {
            return false;
        }
        RedisAsyncCommands<String, String> commands = connection.join().async();
        String[] keys = call.keys().toArray(String[]::new);
        String[] arguments = call.arguments().toArray(String[]::new);
        CompletionStage<List<Object>> sent;
        try {
            sent = commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, arguments);
        } catch (RedisException | RejectedExecutionException e) {
            return false;
        }
        Future<List<Object>> unused = sent.exceptionallyCompose(e -> first(e) instanceof RedisNoScriptException
                        ? commands.eval(script.text(), ScriptOutputType.MULTI, keys, arguments)
                        : CompletableFuture.failedStage(e))
                .whenComplete((result, e) -> answer.accept(
                        Optional.ofNullable(e).map(failure -> failed(connection, script, first(failure)))))
                .toCompletableFuture();
        return true;
    }

    /** What a stage that depends on another one was completed with. */
    private static Throwable first(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private QueueUnavailableException failed(
            CompletableFuture<StatefulRedisConnection<String, String>> connection, Script script, Throwable cause) {
        if (Answers.isOfTheWrongServer(cause)) {
            connector.failed(cause);
            giveUp(connection);
        }
        refusals.tell(cause, "EVALSHA or EVAL", Optional.of(script));
        return Answers.unavailable(cause);
    }

    /** Removes keys of a wrong kind or with invalid content. Returns whether there were any. */
    boolean repair(List<String> keys) {
        try {
            List<Object> removed = runOnce(repair, keys, List.of());
            removed.forEach(refusals::tellOfRemoved);
            return !removed.isEmpty();
        } catch (QueueUnavailableException e) {
            return false;
        }
    }

    private List<Object> runOnce(Script script, List<String> keys, List<String> arguments) {
        CompletableFuture<StatefulRedisConnection<String, String>> connection = current();
        try {
            StatefulRedisConnection<String, String> connected = connector.await(connection);
            try {
                return answer(connected.async(), script, keys.toArray(String[]::new), arguments.toArray(String[]::new));
            } catch (QueueUnavailableException e) {
                Throwable cause = e.getCause();
                if (cause != null && Answers.isOfTheWrongServer(cause)) {
                    connector.failed(cause);
                    giveUp(connection);
                }
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueUnavailableException(e);
        } catch (RedisException | RejectedExecutionException e) {
            throw new QueueUnavailableException(e);
        } catch (QueueUnavailableException e) {
            if (e.getCause() instanceof TimeoutException) {
                giveUp(connection);
            }
            throw e;
        }
    }

    private List<Object> answer(
            RedisAsyncCommands<String, String> commands, Script script, String[] keys, String[] arguments)
            throws InterruptedException {
        try {
            return answer(commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, arguments));
        } catch (QueueUnavailableException e) {
            if (e.getCause() instanceof RedisNoScriptException) {
                return answer(commands.eval(script.text(), ScriptOutputType.MULTI, keys, arguments));
            }
            throw e;
        }
    }

    private List<Object> answer(RedisFuture<List<Object>> answer) throws InterruptedException {
        return Connector.get(answer, commandTimeout);
    }

    private CompletableFuture<StatefulRedisConnection<String, String>> current() {
        CompletableFuture<StatefulRedisConnection<String, String>> seen = current.get();
        if (seen != null && isUsable(seen)) {
            return seen;
        }
        lock.lock();
        try {
            CompletableFuture<StatefulRedisConnection<String, String>> latest = current.get();
            if (latest != null && isUsable(latest)) {
                return latest;
            }
            CompletableFuture<StatefulRedisConnection<String, String>> next = connector.connect();
            // The thread that replaces the old connection discards it.
            CompletableFuture<StatefulRedisConnection<String, String>> old = current.getAndSet(next);
            if (old != null) {
                connector.discard(old);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isUsable(CompletableFuture<StatefulRedisConnection<String, String>> connection) {
        return !connection.isDone()
                || (!connection.isCompletedExceptionally() && connection.join().isOpen());
    }

    private void giveUp(CompletableFuture<StatefulRedisConnection<String, String>> connection) {
        if (current.compareAndSet(connection, null)) {
            connector.discard(connection);
        }
    }
}
