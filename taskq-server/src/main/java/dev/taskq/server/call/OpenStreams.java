package dev.taskq.server.call;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.TaskEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The event streams that are open. A stop ends them all, so that it does not wait for tasks. Thread-safe. */
final class OpenStreams {
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** A stream that ends with the stop, too. */
    EventStream opened(EventStream stream) {
        open.add(stream);
        if (over) {
            stream.close();
        }
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
                open.remove(stream);
                stream.close();
            }
        };
    }

    /** Ends all streams, and those that are opened later. */
    void cut() {
        over = true;
        open.forEach(EventStream::close);
    }
}
