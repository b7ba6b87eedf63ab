package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition that real threads bring about, with a generous bound. */
public final class Await {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Await() {}

    /**
     * Waits until the condition holds.
     *
     * @param condition asked again and again
     */
    public static void until(BooleanSupplier condition) {
        Platform platform = Platform.system();
        long end = platform.nanoTime() + LONGEST.toNanos();
        Platform.Signal never = platform.newSignal();
        try {
            while (!condition.getAsBoolean()) {
                assertThat(platform.nanoTime() - end).as("time left").isNegative();
                never.await(0, PAUSE);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
