package dev.taskq.client;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Asks again until an answer is final, or a time is over.
 *
 * @param pauses time
 */
record Polling(Pauses pauses) {
    /** The longest that a coordinator waits. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 4;

    /** Asks once. */
    @FunctionalInterface
    interface Question<T> {
        /**
         * Asks.
         *
         * @param wait how long the coordinator may wait before it answers
         * @param left how long the whole question may take
         */
        T ask(Duration wait, Duration left) throws InterruptedException;
    }

    /**
     * Asks until the answer is final.
     *
     * @param longest for how long
     * @return the last answer
     */
    <T> T until(Predicate<T> isFinal, Duration longest, Question<T> question) throws InterruptedException {
        long end = pauses.nanoTime() + saturated(longest);
        for (int early = 0; ; ) {
            long asked = pauses.nanoTime();
            Duration left = Duration.ofNanos(Math.max(0, end - asked));
            // The API counts in milliseconds.
            Duration wait = Duration.ofMillis(Math.min(LONGEST_WAIT.toMillis(), left.toMillis()));
            T answer = question.ask(wait, left);
            long now = pauses.nanoTime();
            if (isFinal.test(answer) || now - end >= 0) {
                return answer;
            }
            // A coordinator answers at once if it stops, or if too many callers wait.
            if (now - asked < wait.toNanos() / 2 || wait.isZero()) {
                Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(early, MOST_DOUBLINGS));
                pauses.pause(Duration.ofNanos(Math.min(pause.toNanos(), end - now)));
                early++;
            }
        }
    }

    private static long saturated(Duration length) {
        return length.compareTo(Duration.ofDays(36_500)) > 0
                ? Duration.ofDays(36_500).toNanos()
                : Math.max(0, length.toNanos());
    }
}
