package dev.taskq.spi;

/**
 * The counts of a type in one session. Immutable.
 *
 * @param type the type; empty for all types that have no counts of their own
 * @param running how many tasks of it the session runs
 * @param submitted how many tasks the session has accepted within about the last minute
 * @param finished how many tasks became final by it within that time
 * @param failed how many attempts failed or timed out in it within that time
 */
public record TypeTally(String type, int running, long submitted, long finished, long failed) {
    /**
     * The sum of two counts, under the name of this one.
     *
     * @param other the other
     * @return the sum
     */
    public TypeTally plus(TypeTally other) {
        return new TypeTally(
                type,
                running + other.running,
                submitted + other.submitted,
                finished + other.finished,
                failed + other.failed);
    }
}
