package dev.taskq.memory;

import dev.taskq.memory.data.SortedTree;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The hints of one type. Immutable.
 *
 * @param fresh the hints not taken yet, by entry
 * @param taken the hints taken and not acknowledged, by entry
 * @param byAge the entries of the taken hints, the longest taken first
 * @param rings how many agents the wake-up wakes, 0 to 2
 */
record HintLine(SortedTree<Long, Hint> fresh, SortedTree<Long, Taken> taken, SortedTree<Mark, Long> byAge, int rings) {
    static final HintLine EMPTY = new HintLine(SortedTree.empty(), SortedTree.empty(), SortedTree.empty(), 0);

    /** A hint, and when it was last taken, in nanoseconds since the queue was created. */
    record Taken(Hint hint, long at) {}

    /** When an entry was taken. */
    record Mark(long at, long entry) implements Comparable<Mark> {
        @Override
        public int compareTo(Mark other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(entry, other.entry);
        }
    }

    /** The taken hints, and the rest of the queue. */
    record Given(HintLine line, List<Delivery> deliveries) {}

    HintLine add(long entry, Hint hint) {
        return new HintLine(fresh.put(entry, hint), taken, byAge, Math.max(rings, 1));
    }

    /** After one agent has heard the wake-up. */
    HintLine heard() {
        return new HintLine(fresh, taken, byAge, rings - 1);
    }

    HintLine silent() {
        return new HintLine(fresh, taken, byAge, 0);
    }

    /** Rings for the next agent if a hint is left that was not taken yet, and for two if one more take of that size leaves some. */
    HintLine ringingForTheRest(int max) {
        int next = fresh.size() > max ? 2 : Math.min(fresh.size(), 1);
        return new HintLine(fresh, taken, byAge, Math.max(rings, next));
    }

    HintLine remove(long entry) {
        Optional<Taken> was = taken.get(entry);
        return new HintLine(
                fresh.remove(entry),
                taken.remove(entry),
                was.map(w -> byAge.remove(new Mark(w.at, entry))).orElse(byAge),
                rings);
    }

    Given giveFresh(int max, long now) {
        List<Long> entries = new ArrayList<>();
        for (var entry : fresh.ascending()) {
            if (entries.size() == max) {
                break;
            }
            entries.add(entry.key());
        }
        return give(entries, now);
    }

    /** Takes hints that were taken too long ago, the oldest first. */
    Given giveOld(int max, long now) {
        List<Long> entries = new ArrayList<>();
        for (var mark : byAge.ascending()) {
            if (entries.size() == max || now - mark.key().at < QueuePort.REDELIVERY.toNanos()) {
                break;
            }
            entries.add(mark.value());
        }
        entries.sort(null);
        return give(entries, now);
    }

    private Given give(List<Long> entries, long now) {
        HintLine line = this;
        List<Delivery> deliveries = new ArrayList<>();
        for (long entry : entries) {
            Hint hint =
                    fresh.get(entry).or(() -> taken.get(entry).map(Taken::hint)).orElseThrow();
            HintLine rest = line.remove(entry);
            line = new HintLine(
                    rest.fresh,
                    rest.taken.put(entry, new Taken(hint, now)),
                    rest.byAge.put(new Mark(now, entry), entry),
                    rings);
            deliveries.add(new Delivery(hint, Long.toString(entry)));
        }
        return new Given(line, deliveries);
    }

    Optional<Instant> oldestWaiting() {
        Optional<Instant> oldest = Optional.empty();
        for (var first : taken.ascending()) {
            oldest = Optional.of(first.value().hint().hintedAt());
            break;
        }
        for (var first : fresh.ascending()) {
            Instant stamp = first.value().hintedAt();
            return oldest.filter(stamp::isAfter).or(() -> Optional.of(stamp));
        }
        return oldest;
    }

    long length() {
        return (long) fresh.size() + taken.size();
    }
}
