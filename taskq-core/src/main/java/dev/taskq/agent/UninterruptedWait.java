package dev.taskq.agent;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits on, although the thread is interrupted. At the end the thread is interrupted again. For one thread, but for
 * {@link #wake}.
 */
final class UninterruptedWait implements AutoCloseable {
    private final Signal signal;
    private boolean interrupted;

    UninterruptedWait(Platform platform) {
        this.signal = platform.newSignal();
    }

    /** A condition may have begun to hold. */
    void wake() {
        signal.raise();
    }

    /** Waits until a condition holds, at most until the deadline. */
    void until(BooleanSupplier condition, Timer longest) {
        while (true) {
            try {
                signal.await(condition, longest);
                return;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /** Lets a time pass, or less of it when the thread is interrupted. */
    void pass(Duration time) {
        try {
            signal.await(signal.count(), time);
        } catch (InterruptedException e) {
            interrupted = true;
        }
    }

    @Override
    public void close() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
