package dev.taskq.cli;

import java.util.BitSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Ids of tasks, which lie close together: a bit for each, in pieces. For one thread. */
final class IdSet {
    private static final int BITS = 10;
    private static final int PIECE = 1 << BITS;

    private final TreeMap<Long, BitSet> pieces = new TreeMap<>();
    private long size;

    /** Adds an id, and returns whether it is new. */
    boolean add(long id) {
        BitSet piece = pieces.computeIfAbsent(id >> BITS, key -> new BitSet(PIECE));
        int bit = (int) (id & (PIECE - 1));
        if (piece.get(bit)) {
            return false;
        }
        piece.set(bit);
        size++;
        return true;
    }

    boolean contains(long id) {
        BitSet piece = pieces.get(id >> BITS);
        return piece != null && piece.get((int) (id & (PIECE - 1)));
    }

    long size() {
        return size;
    }

    /** The least id; empty if there is none. */
    Optional<Long> first() {
        return Optional.ofNullable(pieces.firstEntry())
                .map(piece -> (piece.getKey() << BITS) + piece.getValue().nextSetBit(0));
    }

    /** The greatest id; empty if there is none. */
    Optional<Long> last() {
        return Optional.ofNullable(pieces.lastEntry())
                .map(piece -> (piece.getKey() << BITS) + piece.getValue().length() - 1);
    }

    LongStream stream() {
        return pieces.entrySet().stream()
                .flatMapToLong(piece -> piece.getValue().stream().mapToLong(bit -> (piece.getKey() << BITS) + bit));
    }

    /** How many of the ids between two, both included, are not in the set. */
    long countAbsent(long first, long last) {
        if (first > last) {
            return 0;
        }
        long present = pieces.subMap(first >> BITS, true, last >> BITS, true).entrySet().stream()
                .mapToLong(piece -> piece.getValue().stream()
                        .mapToLong(bit -> (piece.getKey() << BITS) + bit)
                        .filter(id -> id >= first && id <= last)
                        .count())
                .sum();
        return last - first + 1 - present;
    }

    /** The ids between two, both included, that are not in the set, the greatest first. */
    LongStream absent(long first, long last) {
        return LongStream.iterate(last, id -> id >= first, id -> id - 1).filter(id -> !contains(id));
    }
}
