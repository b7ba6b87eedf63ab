package dev.taskq.cli;

import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
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

    /** The least id of a set that has some. */
    long first() {
        Map.Entry<Long, BitSet> piece = Objects.requireNonNull(pieces.firstEntry());
        return (piece.getKey() << BITS) + piece.getValue().nextSetBit(0);
    }

    /** The greatest id of a set that has some. */
    long last() {
        Map.Entry<Long, BitSet> piece = Objects.requireNonNull(pieces.lastEntry());
        return (piece.getKey() << BITS) + piece.getValue().length() - 1;
    }

    LongStream stream() {
        return pieces.entrySet().stream()
                .flatMapToLong(piece -> piece.getValue().stream().mapToLong(bit -> (piece.getKey() << BITS) + bit));
    }

    /** The ids between the least and the greatest that are not in the set, in order. */
    LongStream absent() {
        return size == 0
                ? LongStream.empty()
                : LongStream.range(first(), last()).filter(id -> !contains(id));
    }
}
