package dev.taskq.agent;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What happens to the calls of a port: once, before the next call or after it, or to all until it is over. Thread-safe. */
final class PortFaults {
    private final AtomicReference<Runnable> beforeNext = new AtomicReference<>(PortFaults::nothing);
    private final AtomicReference<Runnable> afterNext = new AtomicReference<>(PortFaults::nothing);
    private volatile Runnable always = PortFaults::nothing;

    /** Does something before the next call, which does not take place if it throws. */
    void beforeNext(Runnable step) {
        beforeNext.set(step);
    }

    /** Does something after the next call, whose answer is lost if it throws. */
    void afterNext(Runnable step) {
        afterNext.set(step);
    }

    void failBeforeNext(RuntimeException failure) {
        beforeNext(() -> {
            throw failure;
        });
    }

    void failAfterNext(RuntimeException failure) {
        afterNext(() -> {
            throw failure;
        });
    }

    /** Fails all calls, until {@link #recover}. */
    void failAll(RuntimeException failure) {
        always = () -> {
            throw failure;
        };
    }

    void recover() {
        always = PortFaults::nothing;
    }

    private static void nothing() {}

    <T> T around(Supplier<T> call) {
        always.run();
        beforeNext.getAndSet(PortFaults::nothing).run();
        T answer = Objects.requireNonNull(call.get());
        afterNext.getAndSet(PortFaults::nothing).run();
        return answer;
    }
}
