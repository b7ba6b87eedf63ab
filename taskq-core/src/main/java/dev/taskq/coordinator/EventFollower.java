package dev.taskq.coordinator;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.TaskEvent;
import dev.taskq.platform.Platform;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One caller that follows the events of a task. It is told all events so far. */
final class EventFollower extends Follower<List<TaskEvent>, Long> implements EventStream {
    private final long after;

    /**
     * A follower that was told nothing yet.
     *
     * @param after it takes only events with a higher id
     * @param onClose called once
     */
    EventFollower(Platform platform, long after, Consumer<Follower<?, ?>> onClose) {
        super(platform, onClose);
        this.after = after;
    }

    @Override
    Optional<List<TaskEvent>> newIn(List<TaskEvent> told, Optional<Long> last) {
        long taken = last.orElse(after);
        List<TaskEvent> later =
                told.stream().filter(event -> event.id() > taken).toList();
        return Optional.of(later).filter(events -> !events.isEmpty());
    }

    @Override
    Long lastOf(List<TaskEvent> took) {
        return took.getLast().id();
    }

    @Override
    public List<TaskEvent> next(CallDeadline deadline) throws InterruptedException {
        return take(deadline).orElseGet(List::of);
    }
}
