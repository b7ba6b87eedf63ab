package dev.taskq.server.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The streams that are sent. A stop ends them all, so that it does not wait for tasks. Thread-safe. */
final class OpenStreams {
    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /**
     * The same presence, with a stop told as if the caller left.
     *
     * @param caller tells whether the caller is there
     */
    Presence untilStop(Presence caller) {
        return new Presence() {
            @Override
            public <T> T during(Runnable whenGone, Supplier<T> call) {
                ends.add(whenGone);
                try {
                    if (over) {
                        whenGone.run();
                    }
                    return caller.during(whenGone, call);
                } finally {
                    ends.remove(whenGone);
                }
            }
        };
    }

    /** Ends all streams, and those that begin later. */
    void cut() {
        over = true;
        ends.forEach(Runnable::run);
    }
}
