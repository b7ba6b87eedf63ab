package dev.taskq.testkit.contract;

import dev.taskq.testkit.TestTimeouts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits, within bounds, for what comes about by itself. */
public final class Eventually {
    /** Longer than anything should take on a busy machine. */
    public static final Duration LONG = TestTimeouts.LONG;

    private static final Duration PAUSE = Duration.ofMillis(10);

    private Eventually() {}

    /**
     * Asks again and again until the answer is yes.
     *
     * @param longest how long to go on asking
     * @param condition the question
     * @throws AssertionError if the answer was never yes
     * @throws InterruptedException if the thread was interrupted
     */
    public static void until(Duration longest, BooleanSupplier condition) throws InterruptedException {
        get(longest, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Asks again and again until there is an answer.
     *
     * @param longest how long to go on asking
     * @param question the question
     * @param <T> the answer
     * @return the answer
     * @throws AssertionError if there never was one
     * @throws InterruptedException if the thread was interrupted
     */
    public static <T> T get(Duration longest, Supplier<Optional<T>> question) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not come about within " + longest);
            }
            Thread.sleep(PAUSE);
        }
    }
}
