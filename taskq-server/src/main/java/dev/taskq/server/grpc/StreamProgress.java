package dev.taskq.server.grpc;

import java.time.Duration;
import java.util.Optional;

/** What the checks of one stream have seen: since when it waits for its caller. Times are those of {@link System#nanoTime}. For one thread. */
final class StreamProgress {
    private final long since;
    private Optional<Long> pendingSince = Optional.empty();
    private Optional<Long> stoppingSince = Optional.empty();
    private long progressAt;
    private int window;
    private boolean reads;

    StreamProgress(long now) {
        this.since = now;
    }

    /** Room that is used up is progress as well: the connection takes bytes. */
    void check(long now, boolean isPending, int room) {
        if (!isPending) {
            pendingSince = Optional.empty();
        } else if (pendingSince.isEmpty()) {
            pendingSince = Optional.of(now);
            progressAt = now;
        } else if (reads || room != window) {
            progressAt = now;
        }
        window = room;
        reads = false;
    }

    void reads() {
        reads = true;
    }

    void stops(long now) {
        stoppingSince = Optional.of(stoppingSince.orElse(now));
    }

    boolean isOlder(long now, Duration time) {
        return now - since >= time.toNanos();
    }

    boolean isPending(long now, Duration time) {
        return pendingSince.filter(begin -> now - begin >= time.toNanos()).isPresent();
    }

    boolean isStalled(long now, Duration time) {
        return pendingSince.isPresent() && now - progressAt >= time.toNanos();
    }

    boolean isStopping(long now, Duration time) {
        return stoppingSince.filter(begin -> now - begin >= time.toNanos()).isPresent();
    }
}
