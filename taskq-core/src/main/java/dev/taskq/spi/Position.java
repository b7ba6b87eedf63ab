package dev.taskq.spi;

import java.time.Instant;

/**
 * A position in the dispatch order, {@code (hinted_at, id)}. Immutable.
 *
 * @param hintedAt the stamp
 * @param id the id
 */
public record Position(Instant hintedAt, long id) implements Comparable<Position> {
    /** Before every row. */
    public static final Position START = new Position(Instant.EPOCH, 0);

    /**
     * The position before all rows with that stamp or a later one.
     *
     * @param stamp the stamp
     * @return the position
     */
    public static Position before(Instant stamp) {
        return new Position(stamp, 0);
    }

    /**
     * The position of a hint's row.
     *
     * @param hint the hint, with the row's stamp
     * @return the position
     */
    public static Position of(Hint hint) {
        return new Position(hint.hintedAt(), hint.id());
    }

    @Override
    public int compareTo(Position other) {
        int byStamp = hintedAt.compareTo(other.hintedAt);
        return byStamp != 0 ? byStamp : Long.compare(id, other.id);
    }
}
