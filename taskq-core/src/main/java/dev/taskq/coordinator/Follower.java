package dev.taskq.coordinator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.TaskEvent;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import java.util.List;
import java.util.function.Consumer;

/** One caller that follows a task. It keeps only the events that the caller has not taken yet. */
final class Follower implements EventStream {
    private final Platform platform;
    private final Signal news;
    private final Consumer<Follower> onClose;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private List<TaskEvent> kept = List.of();

    @GuardedBy("lock")
    private long taken;

    @GuardedBy("lock")
    private boolean complete;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * A follower that was told nothing yet.
     *
     * @param after it takes only events with a higher id
     * @param onClose called once
     */
    Follower(Platform platform, long after, Consumer<Follower> onClose) {
        this.platform = platform;
        this.news = platform.newSignal();
        this.taken = after;
        this.onClose = onClose;
    }

    /** Tells all events of the task so far. */
    void tell(List<TaskEvent> events) {
        synchronized (lock) {
            long last = taken;
            kept = events.stream().filter(event -> event.id() > last).toList();
        }
        news.raise();
    }

    /** No event follows those that were told. */
    void complete() {
        synchronized (lock) {
            complete = true;
        }
        news.raise();
    }

    @Override
    public List<TaskEvent> next(CallDeadline deadline) throws InterruptedException {
        Timer left = platform.timer(deadline.longest());
        deadline.whenLeft(news::raise);
        news.await(() -> hasNews() || deadline.hasLeft(), left);
        synchronized (lock) {
            List<TaskEvent> events = closed ? List.of() : kept;
            kept = List.of();
            if (!events.isEmpty()) {
                taken = events.getLast().id();
            }
            return events;
        }
    }

    private boolean hasNews() {
        synchronized (lock) {
            return closed || complete || !kept.isEmpty();
        }
    }

    @Override
    public boolean isOver() {
        synchronized (lock) {
            return closed || (complete && kept.isEmpty());
        }
    }

    @Override
    public void close() {
        boolean first;
        synchronized (lock) {
            first = !closed;
            closed = true;
        }
        if (first) {
            onClose.accept(this);
            news.raise();
        }
    }
}
