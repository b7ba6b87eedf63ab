package dev.taskq.memory;

import dev.taskq.memory.data.Cell;
import dev.taskq.memory.data.SortedTree;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A queue of hints in memory. Agents and coordinators of one JVM share the object. Thread-safe.
 *
 * Fast enough for tens of thousands of hints per second. Every wake-up wakes all idle agents, which is acceptable for
 * the few that fit into a process.
 */
public final class InMemoryTaskQueue implements QueuePort {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Platform platform;
    private final Platform.Signal wakeUp;
    private final Stopwatch clock;
    private final Cell<State> cell = new Cell<>(new State(SortedTree.empty(), 1, true));

    /** A queue on the machine's own clock. */
    public InMemoryTaskQueue() {
        this(Platform.system());
    }

    /**
     * A queue on a given platform.
     *
     * @param platform the source of waiting and of the age of taken hints
     */
    public InMemoryTaskQueue(Platform platform) {
        this.platform = platform;
        this.wakeUp = platform.newSignal();
        this.clock = platform.stopwatch();
    }

    private record State(SortedTree<String, HintLine> lines, long nextEntry, boolean oldNext) {
        HintLine line(String type) {
            return lines.get(type).orElse(HintLine.EMPTY);
        }

        State with(String type, HintLine line) {
            return new State(lines.put(type, line), nextEntry, oldNext);
        }

        State without(List<Delivery> deliveries) {
            State state = this;
            for (Delivery delivery : deliveries) {
                String type = delivery.hint().type();
                state = state.with(type, state.line(type).remove(Long.parseLong(delivery.receipt())));
            }
            return state;
        }
    }

    /** The content of a queue at one moment. Immutable; only for the same queue. */
    public static final class Snapshot {
        private final State state;

        private Snapshot(State state) {
            this.state = state;
        }
    }

    /**
     * Takes a snapshot, at no cost.
     *
     * @return the snapshot
     */
    public Snapshot snapshot() {
        return new Snapshot(cell.get());
    }

    /**
     * Replaces the queue's content by that of a snapshot, like a crash that loses writes.
     *
     * @param snapshot a snapshot of this queue
     */
    public void restore(Snapshot snapshot) {
        cell.set(snapshot.state);
        wakeUp.raise();
    }

    @Override
    public boolean carriesHints() {
        return true;
    }

    @Override
    public void enqueue(List<Hint> hints) {
        cell.change(before -> {
            SortedTree<String, HintLine> lines = before.lines;
            long entry = before.nextEntry;
            for (Hint hint : hints) {
                HintLine line = lines.get(hint.type()).orElse(HintLine.EMPTY);
                lines = lines.put(hint.type(), line.add(entry++, hint));
            }
            return new Cell.Step<>(new State(lines, entry, before.oldNext), hints.size());
        });
        wakeUp.raise();
    }

    @Override
    public boolean await(Collection<String> types, Duration longest) throws InterruptedException {
        checkTypes(types);
        if (longest.isNegative() || longest.isZero() || longest.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("longest must be more than zero and at most one second");
        }
        return wakeUp.await(() -> hears(types), platform.timer(longest));
    }

    private boolean hears(Collection<String> types) {
        return cell.change(before -> {
            for (String type : types) {
                HintLine line = before.line(type);
                if (line.rings() > 0) {
                    return new Cell.Step<>(before.with(type, line.heard()), true);
                }
            }
            return new Cell.Step<>(before, false);
        });
    }

    @Override
    public List<Delivery> take(List<String> types, int max, List<Delivery> acknowledged) {
        checkTypes(types);
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more");
        }
        long now = clock.elapsed().toNanos();
        Round ended = cell.change(before -> {
            Round round = new Round(before.without(acknowledged), types, now);
            if (max == 1) {
                round.takeOne();
            } else {
                round.takeOld(max / 2);
                round.takeFresh(max);
            }
            round.end(max);
            return new Cell.Step<>(round.state, round);
        });
        if (ended.rings()) {
            wakeUp.raise();
        }
        return ended.taken();
    }

    /** A take in progress. */
    private static final class Round {
        private final List<String> types;
        private final long now;
        private final Map<String, List<Delivery>> byType = new LinkedHashMap<>();
        private State state;
        private int count;

        Round(State state, List<String> types, long now) {
            this.state = state;
            this.types = types;
            this.now = now;
        }

        void takeOne() {
            if (state.oldNext) {
                takeOld(1);
                boolean old = count > 0;
                takeFresh(1);
                state = new State(state.lines, state.nextEntry, !old);
            } else {
                takeFresh(1);
                boolean fresh = count > 0;
                takeOld(1);
                state = new State(state.lines, state.nextEntry, fresh);
            }
        }

        void takeOld(int upTo) {
            for (String type : types) {
                add(type, state.line(type).giveOld(upTo - count, now));
            }
        }

        void takeFresh(int upTo) {
            for (String type : types) {
                add(type, state.line(type).giveFresh(upTo - count, now));
            }
        }

        private void add(String type, HintLine.Given given) {
            if (!given.deliveries().isEmpty()) {
                state = state.with(type, given.line());
                count += given.deliveries().size();
                byType.computeIfAbsent(type, t -> new ArrayList<>()).addAll(given.deliveries());
            }
        }

        List<Delivery> taken() {
            return byType.values().stream().flatMap(List::stream).toList();
        }

        void end(int max) {
            for (String type : types) {
                HintLine line = state.line(type);
                state = state.with(type, count < max ? line.silent() : line.ringingForTheRest(max));
            }
        }

        boolean rings() {
            return types.stream().anyMatch(type -> state.line(type).rings() > 0);
        }
    }

    @Override
    public void ack(List<Delivery> deliveries) {
        cell.change(before -> new Cell.Step<>(before.without(deliveries), deliveries.size()));
    }

    @Override
    public Map<String, Instant> oldestWaiting(Collection<String> types) {
        State state = cell.get();
        Map<String, Instant> oldest = new LinkedHashMap<>();
        for (String type : types) {
            Optional<Instant> stamp = state.line(type).oldestWaiting();
            stamp.ifPresent(present -> oldest.put(type, present));
        }
        return oldest;
    }

    @Override
    public Map<String, Long> length(Collection<String> types) {
        State state = cell.get();
        Map<String, Long> lengths = new LinkedHashMap<>();
        for (String type : types) {
            lengths.put(type, state.line(type).length());
        }
        return lengths;
    }

    @Override
    public void drop(String type) {
        cell.change(before ->
                new Cell.Step<>(new State(before.lines.remove(type), before.nextEntry, before.oldNext), type));
    }

    @Override
    public void probe(Use use) {}

    @Override
    public void close() {}

    private static void checkTypes(Collection<String> types) {
        if (types.isEmpty()) {
            throw new IllegalArgumentException("one or more types are needed");
        }
    }
}
