package dev.taskq.spi;

import dev.taskq.QueueUnavailableException;
import dev.taskq.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The fast hints: for each type a queue of hints, first in, first out, and a wake-up that wakes idle agents. Nothing in it
 * is ever trusted: hints may be lost, late, doubled, or left over at any time, without harm.
 *
 * <p>Every method costs one round trip whatever the number of its arguments, may be called from many threads and
 * processes, and throws {@link QueueUnavailableException} where the queue does not answer or refuses; the call may then
 * have taken effect or not. Arguments that break a stated range give {@link IllegalArgumentException}.
 */
public interface QueuePort extends TaskQueue {
    /**
     * How long a hint that was taken and not acknowledged stays with its taker before others get it, by the queue's clock, which
     * may tell no less than a millisecond.
     */
    Duration REDELIVERY = Duration.ofSeconds(1);

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
     * @return a queue that carries nothing
     */
    static QueuePort none() {
        return NoQueue.INSTANCE;
    }

    /**
     * Whether this queue carries hints at all; false only for {@link #none()}.
     *
     * @return whether it does
     */
    boolean carriesHints();

    /**
     * Adds hints at the end of their types' queues, in the order given, and rings the wake-up of each type: one agent that waits
     * for it wakes, whatever the number of hints, or else the next one that waits. A wake-up that rings already stays as it is.
     * The agent that wakes takes what it may, and a {@link #take} that leaves hints rings for the next ones.
     *
     * @param hints any number
     */
    void enqueue(List<Hint> hints);

    /** Told what became of hints that were sent. Called once, on any thread, and must not wait. */
    interface Answer {
        /** They were added. */
        void added();

        /** The queue does not answer or refuses; they may have been added or not. */
        void failed(QueueUnavailableException failure);
    }

    /**
     * Adds hints as {@link #enqueue} does, and does not wait for the queue.
     *
     * @param hints any number
     * @param answer told what became of them, if they are sent
     * @return whether they are sent; if not, nothing was done, and {@link #enqueue} may be able to
     */
    default boolean send(List<Hint> hints, Answer answer) {
        return false;
    }

    /**
     * Waits until the wake-up of one of the types rings, and ends its ringing, or the first ring of two. Says nothing about what
     * {@link #take} will give. An agent that is woken and does not take, for whatever reason, leaves all hints to the others, which
     * look for them without a wake-up.
     *
     * @param types one or more types
     * @param longest how long to wait, more than zero, one second at most
     * @return whether a wake-up came
     * @throws InterruptedException if the thread was interrupted
     */
    boolean await(Collection<String> types, Duration longest) throws InterruptedException;

    /**
     * Acknowledges hints as {@link #ack} does, and takes others as {@link #take(List, int)} does, in one call. If it fails, it may
     * have done either, both or neither.
     *
     * @param types one or more types
     * @param max how many, 1 or more
     * @param acknowledged any number of deliveries, of any types
     * @return at most {@code max} deliveries, each type's in dispatch order
     */
    List<Delivery> take(List<String> types, int max, List<Delivery> acknowledged);

    /**
     * Takes hints without waiting. First, where hints were taken over {@link #REDELIVERY} ago and never acknowledged, at
     * most half of {@code max} of those, but at least one ({@code max} of 1 takes old and fresh ones in turn); then fresh
     * ones. Types are served in the order given (the caller rotates it); {@code max} holds over all of them. Where it
     * finds fewer than {@code max}, it silences the wake-ups of these types, because no fresh one is left, unless it met more invalid
     * entries than one call removes. Otherwise it rings the wake-up of each of these types that has a fresh one left: for one
     * agent, or for two where more than {@code max} are left.
     *
     * @param types one or more types
     * @param max how many, 1 or more
     * @return at most {@code max} deliveries, each type's in dispatch order
     */
    default List<Delivery> take(List<String> types, int max) {
        return take(types, max, List.of());
    }

    /**
     * Waits as {@link #await} does, and then takes as {@link #take(List, int, List)} does, whether a wake-up came or not. An agent
     * that is woken has its hints with the same answer. What it may take is said before it waits, so {@code max} must hold until
     * then. If the call fails or is interrupted, it may have taken hints, which others get after {@link #REDELIVERY}.
     *
     * @param types one or more types
     * @param max how many, 1 or more
     * @param acknowledged any number of deliveries, of any types; they are acknowledged when the wait is over
     * @param longest how long to wait, more than zero, one second at most
     * @return at most {@code max} deliveries, each type's in dispatch order
     * @throws InterruptedException if the thread was interrupted
     */
    default List<Delivery> takeWhenWoken(List<String> types, int max, List<Delivery> acknowledged, Duration longest)
            throws InterruptedException {
        await(types, longest);
        return take(types, max, acknowledged);
    }

    /**
     * Removes hints for ever. Those that are gone already are passed over.
     *
     * @param deliveries any number
     */
    void ack(List<Delivery> deliveries);

    /**
     * The stamps of the oldest hints, taken and not acknowledged or not taken yet.
     *
     * @param types any number of types
     * @return for each type that has a hint, the earlier of its oldest pending one's and its first fresh one's stamp
     */
    Map<String, Instant> oldestWaiting(Collection<String> types);

    /**
     * How many hints there are, pending ones included.
     *
     * @param types any number of types
     * @return for each type given, the number, 0 or more
     */
    Map<String, Long> length(Collection<String> types);

    /**
     * Drops all hints of a type, pending ones included. Always safe: hints come back by rows.
     *
     * @param type the type
     */
    void drop(String type);

    /** What the queue is needed for. It may serve the one and refuse the other, such as a full one. */
    enum Use {
        /** {@link #enqueue} and {@link #send}. */
        ADD,
        /** {@link #await}, {@link #take}, {@link #takeWhenWoken} and {@link #ack}. */
        TAKE
    }

    /**
     * Finds out whether calls go well now: does what they do, on no type, and leaves nothing behind.
     *
     * @param use which calls
     */
    void probe(Use use);

    /** Lets go of connections. Any number of calls. */
    @Override
    void close();
}
