package dev.taskq.coordinator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.TaskEvent;
import dev.taskq.TooManyListenersException;
import dev.taskq.engine.Duty;
import dev.taskq.lifecycle.TaskEvents;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads for all callers that follow tasks: each round compares the marks of the followed tasks with those of the round before, and
 * reads only what has changed. A caller keeps no more than the events that it has not taken.
 */
final class Followers implements Duty {
    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final int MARKS_A_READ = 1_000;
    private static final int TASKS_A_READ = 100;

    private final Platform platform;
    private final Inspections inspections;
    private final int most;
    private final Signal wakeUp;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Long, Followed> tasks = new LinkedHashMap<>();

    @GuardedBy("lock")
    private int followers;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * No task is followed yet.
     *
     * @param most the most followers at a time
     * @param wakeUp asks for a round
     */
    Followers(Platform platform, Inspections inspections, int most, Signal wakeUp) {
        this.platform = platform;
        this.inspections = inspections;
        this.most = most;
        this.wakeUp = wakeUp;
    }

    /** A task with its followers. It has no mark while one of them was told nothing by a round. */
    private static final class Followed {
        private final List<Follower> followers = new ArrayList<>(1);
        private @Nullable TaskMark mark;
    }

    /**
     * Follows a task.
     *
     * @return empty if there is no such task
     * @throws TooManyListenersException if there are too many
     */
    Optional<EventStream> follow(long id, long after, CallDeadline deadline) {
        Follower follower = new Follower(platform, after, left -> remove(id, left));
        add(id, follower);
        Optional<TaskDetail> detail;
        try {
            detail = inspections.detail(id, deadline);
        } catch (RuntimeException e) {
            follower.close();
            throw e;
        }
        if (detail.isEmpty()) {
            follower.close();
            return Optional.empty();
        }
        // The next round tells it what happened since.
        tell(List.of(follower), detail.get());
        wakeUp.raise();
        return Optional.of(follower);
    }

    @Override
    public Duration round() {
        List<Long> ids = ids();
        if (ids.isEmpty()) {
            return WHEN_WOKEN;
        }
        for (int from = 0; from < ids.size(); from += MARKS_A_READ) {
            List<Long> part = ids.subList(from, Math.min(ids.size(), from + MARKS_A_READ));
            Map<Long, TaskMark> marks = inspections.marks(part);
            List<Long> changed = new ArrayList<>();
            for (long id : part) {
                TaskMark mark = marks.get(id);
                if (mark == null) {
                    followersOf(id).forEach(Follower::complete);
                } else if (isChanged(id, mark)) {
                    changed.add(id);
                }
            }
            tellChanges(changed, marks);
        }
        return PERIOD;
    }

    private void tellChanges(List<Long> changed, Map<Long, TaskMark> marks) {
        for (int from = 0; from < changed.size(); from += TASKS_A_READ) {
            List<Long> part = changed.subList(from, Math.min(changed.size(), from + TASKS_A_READ));
            Map<Long, TaskDetail> details = new HashMap<>();
            inspections
                    .details(part, CallDeadline.unbounded())
                    .forEach(detail -> details.put(detail.task().id(), detail));
            for (long id : part) {
                TaskDetail detail = details.get(id);
                TaskMark mark = marks.get(id);
                if (detail != null && mark != null) {
                    tell(remember(id, mark), detail);
                }
            }
        }
    }

    private static void tell(List<Follower> followers, TaskDetail detail) {
        List<TaskEvent> events = TaskEvents.of(detail);
        followers.forEach(follower -> follower.tell(events));
        if (detail.task().status().isFinal()) {
            followers.forEach(Follower::complete);
        }
    }

    /** Ends all streams, and lets none begin. */
    void close() {
        List<Follower> all = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            tasks.values().forEach(task -> all.addAll(task.followers));
        }
        all.forEach(Follower::close);
    }

    private void add(long id, Follower follower) {
        synchronized (lock) {
            if (closed || followers >= most) {
                throw new TooManyListenersException();
            }
            followers++;
            Followed task = tasks.computeIfAbsent(id, absent -> new Followed());
            task.followers.add(follower);
            task.mark = null;
        }
    }

    private void remove(long id, Follower follower) {
        synchronized (lock) {
            Followed task = tasks.get(id);
            if (task != null && task.followers.remove(follower)) {
                followers--;
                if (task.followers.isEmpty()) {
                    tasks.remove(id);
                }
            }
        }
    }

    private List<Long> ids() {
        synchronized (lock) {
            return List.copyOf(tasks.keySet());
        }
    }

    private List<Follower> followersOf(long id) {
        synchronized (lock) {
            Followed task = tasks.get(id);
            return task == null ? List.of() : List.copyOf(task.followers);
        }
    }

    private boolean isChanged(long id, TaskMark mark) {
        synchronized (lock) {
            Followed task = tasks.get(id);
            return task != null && !mark.equals(task.mark);
        }
    }

    /** Remembers a mark, which is older than what is told now or as old; gives the followers to tell. */
    private List<Follower> remember(long id, TaskMark mark) {
        synchronized (lock) {
            Followed task = tasks.get(id);
            if (task == null) {
                return List.of();
            }
            task.mark = mark;
            return List.copyOf(task.followers);
        }
    }
}
