package dev.taskq.redis;

import dev.taskq.QueueUnavailableException;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for wake-ups, and runs what follows them. Each waiting thread uses a connection of its own, because a connection that waits
 * can do nothing else. The number of connections is at most the highest number of threads that have waited at one time.
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
        return answered("BLPOP", Optional.empty(), connection -> {
            RedisFuture<KeyValue<String, String>> token = waiting(connection, wakeUps, longest);
            connection.flushCommands();
            @Nullable KeyValue<String, String> found = answer(token, longest);
            return found != null && found.hasValue();
        });
    }

    /**
     * Waits as {@link #await} does, and runs a script when the wait is over.
     *
     * @return its answer, a list; empty if Redis does not know the script, which it learns where it is run alone
     */
    Optional<List<Object>> runWhenWoken(String[] wakeUps, Duration longest, Script script, ScriptCall call)
            throws InterruptedException {
        return answered("BLPOP or EVALSHA", Optional.of(script), connection -> {
            RedisFuture<KeyValue<String, String>> token = waiting(connection, wakeUps, longest);
            CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8)
                    .add(script.digest())
                    .add(call.keys().size())
                    .addKeys(call.keys())
                    .addValues(call.arguments());
            RedisFuture<List<Object>> result = connection
                    .async()
                    .dispatch(ScriptAfterWait.INSTANCE, new NestedMultiOutput<>(StringCodec.UTF8), arguments);
            connection.flushCommands();
            answer(token, longest);
            try {
                return Optional.of(Connector.get(result, commandTimeout));
            } catch (QueueUnavailableException e) {
                if (e.getCause() instanceof RedisNoScriptException) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** The metrics of commands show it under a name of its own, because its time includes the wait before it. */
    private static final class ScriptAfterWait implements ProtocolKeyword {
        static final ProtocolKeyword INSTANCE = new ScriptAfterWait();

        @Override
        public byte[] getBytes() {
            return CommandType.EVALSHA.getBytes();
        }

        @Override
        public String toString() {
            return "EVALSHA_AFTER_BLPOP";
        }
    }

    private static RedisFuture<KeyValue<String, String>> waiting(
            StatefulRedisConnection<String, String> connection, String[] wakeUps, Duration longest) {
        // In Redis, 0 means to wait for ever.
        Duration wait = longest.compareTo(SHORTEST) < 0 ? SHORTEST : longest;
        return connection.async().blpop(wait.toNanos() / 1e9, wakeUps);
    }

    private <T extends @Nullable Object> T answer(RedisFuture<T> token, Duration longest) throws InterruptedException {
        return Connector.get(token, SHORTEST.plus(longest).plus(commandTimeout));
    }

    /** Commands on a connection, sent together, and their answers. */
    @FunctionalInterface
    private interface Commands<T> {
        T on(StatefulRedisConnection<String, String> connection) throws InterruptedException;
    }

    private <T> T answered(String names, Optional<Script> script, Commands<T> commands) throws InterruptedException {
        StatefulRedisConnection<String, String> connection = borrow();
        // An interrupted or broken wait leaves its commands on the connection, which then cannot be used any more.
        boolean atRest = false;
        try {
            T answer = commands.on(connection);
            atRest = true;
            return answer;
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
            refusals.tell(cause, names, script);
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
            // What is sent together needs one packet.
            connection.setAutoFlushCommands(false);
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
