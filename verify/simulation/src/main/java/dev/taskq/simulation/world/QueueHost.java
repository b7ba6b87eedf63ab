package dev.taskq.simulation.world;

import dev.taskq.QueueUnavailableException;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Simulates a server of hints: a queue in memory that can lose, duplicate, delay, refuse and forget hints. */
final class QueueHost {
    /** How long a client waits for an answer. */
    private static final Duration ANSWER = Duration.ofSeconds(1);

    /** How often a snapshot is taken for a later return. */
    private static final Duration KEPT_EVERY = Duration.ofMillis(300);

    /** The stamps of hints are wrong by the accident's length multiplied by this. */
    private static final int WRONG_BY = 200_000_000;

    private final World world;
    private final Simulation simulation;
    private final WorldListener listener;
    private final InMemoryTaskQueue truth;
    private final Map<Hint, Integer> present = new HashMap<>();
    /** The hints that no process has taken yet, and since when. */
    private final Map<Hint, Long> untaken = new HashMap<>();

    private final TreeSet<String> types = new TreeSet<>();
    private InMemoryTaskQueue.Snapshot kept;
    private long keptAt;
    private long downUntil;
    private long readOnlyUntil;

    QueueHost(World world, Simulation simulation, WorldListener listener) {
        this.listener = listener;
        this.world = world;
        this.simulation = simulation;
        this.truth = new InMemoryTaskQueue(simulation.platform());
        this.kept = truth.snapshot();
    }

    QueuePort connect(Member member) {
        return new Hosted(member);
    }

    void down(Duration length) {
        downUntil = Math.max(downUntil, now() + length.toNanos());
    }

    void readOnly(Duration length) {
        readOnlyUntil = Math.max(readOnlyUntil, now() + length.toNanos());
    }

    void flush() {
        types.forEach(truth::drop);
        present.clear();
        untaken.clear();
    }

    /** Returns to an earlier content, as after a restart that lost the last writes. */
    void setBack() {
        truth.restore(kept);
        present.clear();
        untaken.clear();
    }

    private void add(List<Hint> hints) {
        truth.enqueue(hints);
        hints.forEach(hint -> present.merge(hint, 1, Integer::sum));
        hints.forEach(hint -> untaken.putIfAbsent(hint, now()));
    }

    private Map<Hint, Duration> untaken(Collection<String> names) {
        Map<Hint, Duration> waiting = new HashMap<>();
        untaken.forEach((hint, since) -> {
            if (names.contains(hint.type())) {
                waiting.put(hint, Duration.ofNanos(now() - since));
            }
        });
        return waiting;
    }

    boolean has(Hint hint) {
        return present.containsKey(hint);
    }

    /** The number of hints. */
    long length() {
        return truth.length(types).values().stream().mapToLong(Long::longValue).sum();
    }

    /** The stamp of the oldest hint of a type. */
    Optional<Instant> oldest(String type) {
        return Optional.ofNullable(truth.oldestWaiting(List.of(type)).get(type));
    }

    private void keep() {
        if (now() - keptAt >= KEPT_EVERY.toNanos()) {
            keptAt = now();
            kept = truth.snapshot();
        }
    }

    private long now() {
        return world.nanoTime();
    }

    private static QueueUnavailableException unavailable() {
        return new QueueUnavailableException(null);
    }

    private Optional<Strike> begin(Member member, PortCall call) {
        Operation operation = call.operation();
        simulation.half(call, operation.point());
        Optional<Strike> strike = world.strike(member, call, List.of());
        if (member.queueLink.isCut(now()) && member.queueLink.isSilent()) {
            simulation.pass(ANSWER, operation.point());
        }
        if (isAway(member) || (operation.isWrite() && now() < readOnlyUntil)) {
            throw unavailable();
        }
        if (strike.isPresent()) {
            switch (strike.get().accident()) {
                case FAIL_BEFORE -> throw unavailable();
                case SLOW -> simulation.pass(strike.get().length(), operation.point());
                default -> {}
            }
        }
        keep();
        return strike;
    }

    private void answer(Member member, PortCall call, Optional<Strike> strike) {
        if (strike.isPresent()) {
            switch (strike.get().accident()) {
                case CRASH_AFTER -> world.crash(member, strike.get().length());
                case FREEZE_AFTER -> world.freeze(member, strike.get().length());
                case FAIL_AFTER -> throw unavailable();
                default -> {}
            }
        }
        simulation.half(call, call.operation().donePoint());
        if (isAway(member)) {
            throw unavailable();
        }
    }

    private boolean isAway(Member member) {
        return now() < downUntil || member.queueLink.isCut(now());
    }

    private <R> R call(Member member, Operation operation, Supplier<R> effect) {
        PortCall call = world.call(member, operation);
        Optional<Strike> strike = begin(member, call);
        R result = effect.get();
        answer(member, call, strike);
        return result;
    }

    private void enqueue(Optional<Strike> strike, List<Hint> hints) {
        hints.forEach(hint -> types.add(hint.type()));
        if (strike.isEmpty()) {
            add(hints);
            return;
        }
        switch (strike.get().accident()) {
            case HINTS_LOST -> {}
            case HINTS_DOUBLED -> {
                add(hints);
                add(hints);
            }
            case HINTS_REVERSED -> add(new ArrayList<>(hints).reversed());
            case HINTS_LATE ->
                simulation.spawn("late hints", () -> {
                    simulation.pass(strike.get().length(), "late hints");
                    add(hints);
                });
            case HINTS_AHEAD -> add(stampedAnew(hints, wrong(strike.get())));
            case HINTS_BEHIND -> add(stampedAnew(hints, wrong(strike.get()).negated()));
            default -> add(hints);
        }
    }

    /** From two days to years. */
    private static Duration wrong(Strike strike) {
        return strike.length().multipliedBy(WRONG_BY);
    }

    private static List<Hint> stampedAnew(List<Hint> hints, Duration by) {
        return hints.stream()
                .map(hint -> new Hint(hint.type(), hint.id(), hint.hintedAt().plus(by)))
                .toList();
    }

    /** The connection of a process. */
    private final class Hosted implements QueuePort {
        private final Member member;

        Hosted(Member member) {
            this.member = member;
        }

        @Override
        public boolean carriesHints() {
            return true;
        }

        @Override
        public void enqueue(List<Hint> hints) {
            listener.sending(member, hints);
            PortCall call = world.call(member, Operation.ENQUEUE);
            Optional<Strike> strike = begin(member, call);
            QueueHost.this.enqueue(strike, hints);
            answer(member, call, strike);
        }

        @Override
        public boolean send(List<Hint> hints, Answer answer) {
            simulation.spawn("sending", () -> {
                try {
                    enqueue(hints);
                    answer.added();
                } catch (QueueUnavailableException e) {
                    answer.failed(e);
                }
            });
            return true;
        }

        @Override
        public boolean await(Collection<String> names, Duration longest) throws InterruptedException {
            PortCall call = world.call(member, Operation.AWAIT);
            Optional<Strike> strike = begin(member, call);
            boolean rang = truth.await(names, longest);
            if (!rang) {
                listener.waitedInVain(member, untaken(names));
            }
            answer(member, call, strike);
            return rang;
        }

        @Override
        public List<Delivery> take(List<String> names, int max, List<Delivery> acknowledged) {
            listener.taking(member, names);
            return call(member, Operation.TAKE, () -> taken(names, max, acknowledged));
        }

        private List<Delivery> taken(List<String> names, int max, List<Delivery> acknowledged) {
            List<Delivery> taken = truth.take(names, max, acknowledged);
            forget(acknowledged);
            taken.forEach(delivery -> untaken.remove(delivery.hint()));
            return taken;
        }

        /** The agent decides before the wait to take. */
        @Override
        public List<Delivery> takeWhenWoken(List<String> names, int max, List<Delivery> acknowledged, Duration longest)
                throws InterruptedException {
            listener.taking(member, names);
            await(names, longest);
            return call(member, Operation.TAKE, () -> taken(names, max, acknowledged));
        }

        @Override
        public void ack(List<Delivery> deliveries) {
            call(member, Operation.ACK, () -> {
                truth.ack(deliveries);
                forget(deliveries);
                return deliveries;
            });
        }

        private void forget(List<Delivery> deliveries) {
            deliveries.forEach(delivery ->
                    present.computeIfPresent(delivery.hint(), (hint, number) -> number == 1 ? null : number - 1));
            listener.acknowledged(deliveries);
        }

        @Override
        public Map<String, Instant> oldestWaiting(Collection<String> names) {
            return call(member, Operation.OLDEST_WAITING, () -> truth.oldestWaiting(names));
        }

        @Override
        public Map<String, Long> length(Collection<String> names) {
            return call(member, Operation.LENGTH, () -> truth.length(names));
        }

        @Override
        public void drop(String type) {
            call(member, Operation.DROP, () -> {
                truth.drop(type);
                present.keySet().removeIf(hint -> hint.type().equals(type));
                untaken.keySet().removeIf(hint -> hint.type().equals(type));
                return type;
            });
        }

        @Override
        public void probe(Use use) {
            call(member, Operation.PROBE, () -> use);
        }

        @Override
        public void close() {}
    }
}
