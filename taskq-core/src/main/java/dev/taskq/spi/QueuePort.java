package dev.taskq.spi;

import dev.taskq.QueueUnavailableException;
import dev.taskq.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The queue of hints: for each type a first-in-first-out queue, and a wake-up for idle agents. Its content is never
 * trusted: hints may be lost, late, duplicated or stale at any time without harm.
 *
 * Every method costs one round trip regardless of the number of its arguments, and may be called by many threads and
 * processes. It throws {@link QueueUnavailableException} if the queue does not answer or refuses; the call may have
 * taken effect or not. Arguments outside a stated range cause {@link IllegalArgumentException}.
 */
public interface QueuePort extends TaskQueue {
    /**
     * How long a taken hint that is not acknowledged is reserved, before others get it. Measured by the queue's clock,
     * with a resolution of a millisecond or coarser.
     */
    Duration REDELIVERY = Duration.ofSeconds(1);

    /** The most wake-up tokens of one type. */
    int MOST_TOKENS = 1_000;

    /**
     * The port behind the handle of a queue.
     *
     * @param queue what a program has opened, or {@link TaskQueue#none()}
     * @return the port
     * @throws IllegalArgumentException if no adapter made the queue
     */
    static QueuePort of(TaskQueue queue) {
        if (queue instanceof QueuePort port) {
            return port;
        }
        if (queue.equals(TaskQueue.none())) {
            return none();
        }
        throw new IllegalArgumentException(
                "not the queue of an adapter: " + queue.getClass().getName());
    }

    /**
     * No queue: taskq then runs on the store alone, which agents ask.
     *
     * @return a queue without hints
     */
    static QueuePort none() {
        return NoQueue.INSTANCE;
    }

    /**
     * Whether this queue carries hints; false only for {@link #none()}.
     *
     * @return true if it does
     */
    boolean carriesHints();

    /**
     * Appends hints to their types' queues in the given order, and sends a wake-up for each type: at most one token for
     * each hint, and at most {@link #MOST_TOKENS} in all.
     *
     * @param hints any number
     */
    void enqueue(List<Hint> hints);

    /**
     * Waits for a wake-up of one of the types, and takes one token of it. Does not say what {@link #take} will return.
     *
     * @param types one or more types
     * @param longest how long to wait, more than zero, at most one second
     * @return true if a wake-up came
     * @throws InterruptedException if the thread was interrupted
     */
    boolean await(Collection<String> types, Duration longest) throws InterruptedException;

    /**
     * Takes hints without waiting. First come hints that were taken more than {@link #REDELIVERY} ago and never
     * acknowledged: at most half of {@code max}, but at least one (with a {@code max} of 1, old and new ones take
     * turns). Then come new hints. Types are served in the given order, which the caller rotates; {@code max} applies
     * to all of them together. If it finds nothing at all, it clears the wake-ups of these types.
     *
     * @param types one or more types
     * @param max the most hints, 1 or more
     * @return at most {@code max} deliveries, those of each type in dispatch order
     */
    List<Delivery> take(List<String> types, int max);

    /**
     * Removes hints permanently. Hints that are gone already are skipped.
     *
     * @param deliveries any number
     */
    void ack(List<Delivery> deliveries);

    /**
     * The stamps of the oldest hints, whether taken and not acknowledged or not taken yet.
     *
     * @param types any number of types
     * @return for each type with a hint, the earlier stamp of its oldest pending one and its first new one
     */
    Map<String, Instant> oldestWaiting(Collection<String> types);

    /**
     * The number of hints, including pending ones.
     *
     * @param types any number of types
     * @return for each given type, the number, 0 or more
     */
    Map<String, Long> length(Collection<String> types);

    /**
     * Drops all hints of a type, including pending ones. Always safe, since hints are made again from the rows.
     *
     * @param type the type
     */
    void drop(String type);

    /** The uses of the queue. A queue may serve one and refuse the other, for instance when it is full. */
    enum Use {
        /** {@link #enqueue}. */
        ADD,
        /** {@link #await}, {@link #take} and {@link #ack}. */
        TAKE
    }

    /**
     * Checks whether calls succeed now: makes the same operations on no type, and leaves nothing behind.
     *
     * @param use the kind of calls
     */
    void probe(Use use);

    /** Closes the connections. May be called repeatedly. */
    @Override
    void close();
}
