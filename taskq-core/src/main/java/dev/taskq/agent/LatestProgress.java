package dev.taskq.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.Task;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Held;
import dev.taskq.spi.Progress;
import java.time.Duration;
import java.util.Optional;

/** How far an attempt has come by its own account, and what of this the store knows. Thread-safe. */
final class LatestProgress {
    /** How long a stored progress stands at least. */
    private static final Duration STANDS = Duration.ofSeconds(1);

    private final Held held;
    private final Timer untilNext;

    @GuardedBy("this")
    private Optional<Progress> latest = Optional.empty();

    @GuardedBy("this")
    private Optional<Progress> stored = Optional.empty();

    LatestProgress(Platform platform, Held held) {
        this.held = held;
        this.untilNext = platform.timer(Duration.ZERO);
    }

    void set(double fraction, String note) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("the fraction must be from 0 to 1: " + fraction);
        }
        Optional<String> kept =
                Optional.of(ErrorText.cut(note, Task.Progress.LONGEST_NOTE)).filter(text -> !text.isEmpty());
        synchronized (this) {
            latest = Optional.of(new Progress(held, fraction, kept));
        }
    }

    /** What the next heartbeat brings: empty if the store knows it, or a progress was stored not long ago. */
    synchronized Optional<Progress> due() {
        return latest.filter(progress -> !stored.equals(latest) && untilNext.isExpired());
    }

    synchronized void stored(Progress progress) {
        stored = Optional.of(progress);
        untilNext.reset(STANDS);
    }
}
