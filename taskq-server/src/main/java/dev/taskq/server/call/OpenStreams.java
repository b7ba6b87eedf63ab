package dev.taskq.server.call;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open. A stop ends them all, so that it does not wait for tasks. Thread-safe. */
final class OpenStreams {
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** A stream that ends with the stop, too. */
    EventStream opened(EventStream stream) {
        Runnable close = opened(stream::close);
        return new EventStream() {
            @Override
            public List<TaskEvent> next(CallDeadline deadline) throws InterruptedException {
                return stream.next(deadline);
            }

            @Override
            public boolean isOver() {
                return stream.isOver();
            }

            @Override
            public void close() {
                open.remove(close);
                stream.close();
            }
        };
    }

    /** A stream that ends with the stop, too. */
    TaskStream opened(TaskStream stream) {
        Runnable close = opened(stream::close);
        return new TaskStream() {
            @Override
            public Optional<Task> next(CallDeadline deadline) throws InterruptedException {
                return stream.next(deadline);
            }

            @Override
            public boolean isOver() {
                return stream.isOver();
            }

            @Override
            public void close() {
                open.remove(close);
                stream.close();
            }
        };
    }

    private Runnable opened(Runnable close) {
        open.add(close);
        if (over) {
            close.run();
        }
        return close;
    }

    /** Ends all streams, and those that are opened later. */
    void cut() {
        over = true;
        open.forEach(Runnable::run);
    }
}
