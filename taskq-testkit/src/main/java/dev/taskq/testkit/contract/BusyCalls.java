package dev.taskq.testkit.contract;

import dev.taskq.StoreBusyException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls that may meet another one's lock. The port promises no time within which such a lock ends: the store may answer that it
 * is busy, and the caller repeats.
 */
final class BusyCalls {
    private BusyCalls() {}

    /** Repeats a call until the store is not busy. */
    static <T> T repeated(Supplier<T> call) throws InterruptedException {
        return Eventually.get(Eventually.LONG, () -> {
            try {
                return Optional.of(call.get());
            } catch (StoreBusyException e) {
                return Optional.empty();
            }
        });
    }
}
