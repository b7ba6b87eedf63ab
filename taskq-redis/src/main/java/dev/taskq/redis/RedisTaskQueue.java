package dev.taskq.redis;

import dev.taskq.QueueUnavailableException;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The queue of hints on Redis Streams. Each type has a stream with one group, and a list of wake-ups. Needs Redis 7.0 or
 * later, or Valkey.
 *
 * <p>Redis need not be available, neither when a queue is opened nor later. While it is down or cut off, or refuses (read-only,
 * full, loading), calls fail at once with {@link QueueUnavailableException}, and the first call after its return connects
 * again. If a server turns out to be a replica, to load its data or to have lost its master, its connection is closed, so
 * that after a failover calls find the new master behind the same address. If Redis has lost streams, groups or scripts (it
 * was flushed or restarted), the next call makes them again. An answer takes no longer than the configured time-out.
 *
 * <p>Thread-safe. Each thread in {@link #await} or {@link #takeWhenWoken} uses a connection of its own, which is kept for later
 * waits. All other calls share one connection. An interrupt during these two ends the wait. During any other method it counts as an
 * unavailable queue, and the thread stays interrupted.
 */
public final class RedisTaskQueue implements QueuePort {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    /** No type has such a name. */
    private static final String PROBED = "~";

    private static final Pattern ENTRY = Pattern.compile("\\d{1,20}-\\d{1,20}");

    private final Keys keys;
    private final Connector connector;
    private final ScriptConnection scripts;
    private final WakeUpConnections wakeUps;

    private final Script enqueue = Script.named("enqueue");
    private final Script take = Script.named("take");
    private final Script ack = Script.named("ack");
    private final Script oldestWaiting = Script.named("oldest_waiting");
    private final Script length = Script.named("length");
    private final Script drop = Script.named("drop");
    private final Script probeAdd = Script.named("probe_add");
    private final Script probeTake = Script.named("probe_take");

    private RedisTaskQueue(RedisConfig config, Optional<MeterRegistry> meters) {
        keys = new Keys(config.keyPrefix());
        Refusals refusals = new Refusals();
        connector = new Connector(config, meters, refusals);
        scripts = new ScriptConnection(connector, config.commandTimeout(), refusals);
        wakeUps = new WakeUpConnections(connector, config.commandTimeout(), refusals);
    }

    /**
     * Opens a queue. It begins to connect and does not wait for the connection, so Redis need not be available yet.
     *
     * @param config the configuration of Redis
     * @return the queue, to be closed
     */
    public static RedisTaskQueue open(RedisConfig config) {
        return open(config, Optional.empty());
    }

    /**
     * Opens a queue whose commands are measured. It begins to connect and does not wait for the connection, so Redis need
     * not be available yet.
     *
     * @param config the configuration of Redis
     * @param meters the registry for the metrics of the commands, {@code lettuce_command_…} by command; the time of a
     *     command that waits for a wake-up includes the wait
     * @return the queue, to be closed
     */
    public static RedisTaskQueue open(RedisConfig config, MeterRegistry meters) {
        return open(config, Optional.of(meters));
    }

    private static RedisTaskQueue open(RedisConfig config, Optional<MeterRegistry> meters) {
        RedisTaskQueue queue = new RedisTaskQueue(config, meters);
        // In a process that has just started the first connection takes so long that the first hints would become
        // stale.
        queue.scripts.connectAhead();
        return queue;
    }

    @Override
    public boolean carriesHints() {
        return true;
    }

    @Override
    public void enqueue(List<Hint> hints) {
        if (!hints.isEmpty()) {
            ScriptCall call = adding(hints);
            scripts.run(enqueue, call.keys(), call.arguments());
        }
    }

    @Override
    public boolean send(List<Hint> hints, Answer answer) {
        return !hints.isEmpty()
                && scripts.send(
                        enqueue, adding(hints), failure -> failure.ifPresentOrElse(answer::failed, answer::added));
    }

    private ScriptCall adding(List<Hint> hints) {
        List<String> k = new ArrayList<>();
        List<String> arguments = new ArrayList<>(3 * hints.size());
        byType(hints, Hint::type).forEach((type, ofType) -> {
            k.add(keys.stream(type));
            k.add(keys.wakeUp(type));
            arguments.add(Integer.toString(ofType.size()));
            for (Hint hint : ofType) {
                arguments.add(Long.toString(hint.id()));
                arguments.add(Long.toString(micros(hint.hintedAt())));
            }
        });
        return new ScriptCall(k, arguments);
    }

    @Override
    public boolean await(Collection<String> types, Duration longest) throws InterruptedException {
        checkSome(types);
        checkWait(longest);
        List<String> names = wakeUps(types);
        try {
            return wakeUps.await(names.toArray(String[]::new), longest);
        } catch (QueueUnavailableException e) {
            if (Answers.isOfTheData(e.getCause()) && scripts.repair(names)) {
                return false;
            }
            throw e;
        }
    }

    private List<String> wakeUps(Collection<String> types) {
        return types.stream().map(keys::wakeUp).toList();
    }

    private static void checkWait(Duration longest) {
        if (!longest.isPositive() || longest.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("a wait must be more than zero, and one second at most");
        }
    }

    @Override
    public List<Delivery> take(List<String> types, int max, List<Delivery> acknowledged) {
        ScriptCall call = taking(types, max, acknowledged);
        return deliveries(types, scripts.run(take, call.keys(), call.arguments()));
    }

    /** Redis runs the script as soon as the wait before it on the same connection is over, and both are answered together. */
    @Override
    public List<Delivery> takeWhenWoken(List<String> types, int max, List<Delivery> acknowledged, Duration longest)
            throws InterruptedException {
        checkWait(longest);
        ScriptCall call = taking(types, max, acknowledged);
        String[] names = wakeUps(types).toArray(String[]::new);
        try {
            Optional<List<Object>> taken = wakeUps.runWhenWoken(names, longest, take, call);
            if (taken.isPresent()) {
                return deliveries(types, taken.get());
            }
        } catch (QueueUnavailableException e) {
            if (!Answers.isOfTheData(e.getCause())) {
                throw e;
            }
            // The script may have removed what the wait met.
            scripts.repair(call.keys());
        }
        return take(types, max, acknowledged);
    }

    private ScriptCall taking(List<String> types, int max, List<Delivery> acknowledged) {
        checkSome(types);
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more");
        }
        List<String> k = new ArrayList<>(4 * types.size());
        for (String type : types) {
            k.add(keys.stream(type));
            k.add(keys.wakeUp(type));
            k.add(keys.cursor(type));
            k.add(keys.turn(type));
        }
        List<String> arguments = new ArrayList<>(3 + 2 * acknowledged.size());
        arguments.add(Integer.toString(max));
        arguments.add(Long.toString(REDELIVERY.toMillis()));
        arguments.add(Integer.toString(types.size()));
        addEntries(acknowledged, k, arguments);
        return new ScriptCall(k, arguments);
    }

    private static List<Delivery> deliveries(List<String> types, List<Object> taken) {
        List<Delivery> deliveries = new ArrayList<>(taken.size() / 4);
        for (int i = 0; i < taken.size(); i += 4) {
            Hint hint =
                    new Hint(typeAt(types, taken.get(i)), number(taken.get(i + 2)), instant(number(taken.get(i + 3))));
            deliveries.add(new Delivery(hint, (String) taken.get(i + 1)));
        }
        return List.copyOf(deliveries);
    }

    @Override
    public void ack(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        List<String> k = new ArrayList<>();
        List<String> arguments = new ArrayList<>(2 * deliveries.size());
        addEntries(deliveries, k, arguments);
        scripts.run(ack, k, arguments);
    }

    private void addEntries(List<Delivery> deliveries, List<String> streams, List<String> arguments) {
        byType(deliveries, delivery -> delivery.hint().type()).forEach((type, ofType) -> {
            streams.add(keys.stream(type));
            arguments.add(Integer.toString(ofType.size()));
            for (Delivery delivery : ofType) {
                arguments.add(entry(delivery.receipt()));
            }
        });
    }

    @Override
    public Map<String, Instant> oldestWaiting(Collection<String> types) {
        if (types.isEmpty()) {
            return Map.of();
        }
        List<String> distinct = types.stream().distinct().toList();
        List<Object> found = scripts.run(oldestWaiting, streams(distinct), List.of());
        Map<String, Instant> oldest = new HashMap<>();
        for (int i = 0; i < found.size(); i += 2) {
            oldest.merge(
                    typeAt(distinct, found.get(i)), instant(number(found.get(i + 1))), (a, b) -> a.isBefore(b) ? a : b);
        }
        return Map.copyOf(oldest);
    }

    @Override
    public Map<String, Long> length(Collection<String> types) {
        if (types.isEmpty()) {
            return Map.of();
        }
        List<String> distinct = types.stream().distinct().toList();
        List<Object> lengths = scripts.run(length, streams(distinct), List.of());
        Map<String, Long> byType = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            byType.put(distinct.get(i), (Long) lengths.get(i));
        }
        return Map.copyOf(byType);
    }

    @Override
    public void drop(String type) {
        scripts.run(drop, List.of(keys.stream(type), keys.wakeUp(type), keys.cursor(type), keys.turn(type)), List.of());
    }

    @Override
    public void probe(Use use) {
        switch (use) {
            case ADD -> scripts.run(probeAdd, List.of(keys.stream(PROBED), keys.wakeUp(PROBED)), List.of());
            case TAKE -> {
                scripts.run(
                        probeTake,
                        List.of(keys.stream(PROBED), keys.wakeUp(PROBED), keys.cursor(PROBED), keys.turn(PROBED)),
                        List.of());
                try {
                    wakeUps.await(new String[] {keys.wakeUp(PROBED)}, Duration.ofMillis(1));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new QueueUnavailableException(e);
                }
            }
        }
    }

    @Override
    public void close() {
        connector.close();
    }

    private List<String> streams(List<String> types) {
        return types.stream().map(keys::stream).toList();
    }

    private static <T> Map<String, List<T>> byType(List<T> values, Function<T, String> type) {
        Map<String, List<T>> byType = new LinkedHashMap<>();
        for (T value : values) {
            byType.computeIfAbsent(type.apply(value), t -> new ArrayList<>()).add(value);
        }
        return byType;
    }

    private static String typeAt(List<String> types, Object position) {
        return types.get(Math.toIntExact((Long) position) - 1);
    }

    private static long number(Object text) {
        return Long.parseLong((String) text);
    }

    private static long micros(Instant time) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a stamp must fit a count of microseconds", e);
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static String entry(String receipt) {
        if (!ENTRY.matcher(receipt).matches()) {
            throw new IllegalArgumentException("not a receipt of this queue");
        }
        return receipt;
    }

    private static void checkSome(Collection<String> types) {
        if (types.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one type");
        }
    }
}
