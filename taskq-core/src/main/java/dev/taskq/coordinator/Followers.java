package dev.taskq.coordinator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskStream;
import dev.taskq.TooManyListenersException;
import dev.taskq.engine.Duty;
import dev.taskq.lifecycle.TaskEvents;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.Submissions;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private final Submissions submissions;
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
    Followers(Platform platform, Submissions submissions, Inspections inspections, int most, Signal wakeUp) {
        this.platform = platform;
        this.submissions = submissions;
        this.inspections = inspections;
        this.most = most;
        this.wakeUp = wakeUp;
    }

    /** A task with its followers. It has no mark while one of them was told nothing by a round. */
    private static final class Followed {
        private final List<Follower<?, ?>> followers = new ArrayList<>(1);
        private @Nullable TaskMark mark;
    }

    /**
     * Follows the events of a task.
     *
     * @return empty if there is no such task
     * @throws TooManyListenersException if there are too many
     */
    Optional<EventStream> follow(long id, long after, CallDeadline deadline) {
        EventFollower follower = new EventFollower(platform, after, left -> remove(id, left));
        return begin(id, follower, () -> inspections.detail(id, deadline), detail -> tell(List.of(follower), detail))
                ? Optional.of(follower)
                : Optional.empty();
    }

    /**
     * Follows a task itself.
     *
     * @return empty if there is no such task
     * @throws TooManyListenersException if there are too many
     */
    Optional<TaskStream> watch(long id, CallDeadline deadline) {
        TaskFollower follower = new TaskFollower(platform, left -> remove(id, left));
        return begin(
                        id,
                        follower,
                        () -> submissions.find(List.of(id), deadline).stream().findFirst(),
                        task -> tell(List.of(follower), task))
                ? Optional.of(follower)
                : Optional.empty();
    }

    /** Adds a follower and tells it what is read first, if there is such a task. The next round tells it what happened since. */
    private <R> boolean begin(long id, Follower<?, ?> follower, Supplier<Optional<R>> read, Consumer<R> tell) {
        add(id, follower);
        Optional<R> first;
        try {
            first = read.get();
        } catch (RuntimeException e) {
            follower.close();
            throw e;
        }
        if (first.isEmpty()) {
            follower.close();
            return false;
        }
        tell.accept(first.get());
        wakeUp.raise();
        return true;
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

    /** Each kind of follower has a read of its own, which serves all of the kind. */
    private void tellChanges(List<Long> changed, Map<Long, TaskMark> marks) {
        for (int from = 0; from < changed.size(); from += TASKS_A_READ) {
            List<Long> part = changed.subList(from, Math.min(changed.size(), from + TASKS_A_READ));
            Map<Long, TaskDetail> details = new HashMap<>();
            inspectionsOf(part).forEach(detail -> details.put(detail.task().id(), detail));
            Map<Long, Task> whole = new HashMap<>();
            tasksOf(part).forEach(task -> whole.put(task.id(), task));
            for (long id : part) {
                TaskMark mark = marks.get(id);
                if (mark != null) {
                    List<Follower<?, ?>> followers = remember(id, mark, details.containsKey(id), whole.containsKey(id));
                    Optional.ofNullable(details.get(id))
                            .ifPresent(detail -> tell(only(EventFollower.class, followers), detail));
                    Optional.ofNullable(whole.get(id))
                            .ifPresent(task -> tell(only(TaskFollower.class, followers), task));
                }
            }
        }
    }

    private List<TaskDetail> inspectionsOf(List<Long> ids) {
        List<Long> followed = followedBy(EventFollower.class, ids);
        return followed.isEmpty() ? List.of() : inspections.details(followed, CallDeadline.unbounded());
    }

    private List<Task> tasksOf(List<Long> ids) {
        List<Long> followed = followedBy(TaskFollower.class, ids);
        return followed.isEmpty() ? List.of() : submissions.find(followed);
    }

    private List<Long> followedBy(Class<?> kind, List<Long> ids) {
        return ids.stream().filter(id -> !only(kind, followersOf(id)).isEmpty()).toList();
    }

    private static <F> List<F> only(Class<F> kind, List<Follower<?, ?>> followers) {
        return followers.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static void tell(List<EventFollower> followers, TaskDetail detail) {
        List<TaskEvent> events = TaskEvents.of(detail);
        followers.forEach(follower -> tell(follower, events, detail.task()));
    }

    private static void tell(List<TaskFollower> followers, Task task) {
        followers.forEach(follower -> tell(follower, task, task));
    }

    private static <N> void tell(Follower<N, ?> follower, N told, Task task) {
        follower.tell(told);
        if (task.status().isFinal()) {
            follower.complete();
        }
    }

    /** Ends all streams, and lets none begin. */
    void close() {
        List<Follower<?, ?>> all = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            tasks.values().forEach(task -> all.addAll(task.followers));
        }
        all.forEach(Follower::close);
    }

    private void add(long id, Follower<?, ?> follower) {
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

    private void remove(long id, Follower<?, ?> follower) {
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

    private List<Follower<?, ?>> followersOf(long id) {
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

    /**
     * Remembers a mark, which is older than what is told now or as old, unless a follower cannot be told: it came after the
     * reads. Gives the followers.
     */
    private List<Follower<?, ?>> remember(long id, TaskMark mark, boolean hasDetail, boolean hasTask) {
        synchronized (lock) {
            Followed task = tasks.get(id);
            if (task == null) {
                return List.of();
            }
            if (task.followers.stream().allMatch(each -> each instanceof TaskFollower ? hasTask : hasDetail)) {
                task.mark = mark;
            }
            return List.copyOf(task.followers);
        }
    }
}
