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
import dev.taskq.platform.Timer;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.Submissions;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads for all callers that follow tasks: each round compares the marks of the followed tasks with those of the round before, and
 * reads only what has changed. All callers that have begun since share the same first reading. A caller keeps no more than the
 * events that it has not taken.
 */
final class Followers implements Duty {
    /** The pause after a change, which another one may follow soon. It grows to the longest while nothing changes. */
    private static final Duration SHORTEST = Duration.ofMillis(20);

    private static final Duration LONGEST = Duration.ofMillis(200);

    /** So many tasks add the shortest pause once more, so that many tasks are not read more often. */
    private static final int TASKS_A_PAUSE = 100;

    private static final int MARKS_A_READ = 1_000;
    private static final int TASKS_A_READ = 100;

    private final Platform platform;
    private final Submissions submissions;
    private final Inspections inspections;
    private final int most;
    private final Signal wakeUp;
    private final Object lock = new Object();

    /** All followers. */
    @GuardedBy("lock")
    private final Set<Follower<?, ?>> open = new HashSet<>();

    /** Those that were told nothing yet. */
    @GuardedBy("lock")
    private Map<Long, List<Follower<?, ?>>> beginning = new LinkedHashMap<>();

    @GuardedBy("lock")
    private final Map<Long, Followed> tasks = new LinkedHashMap<>();

    @GuardedBy("lock")
    private boolean closed;

    // Used by the thread of the duty only.
    private Duration pause = LONGEST;
    private Timer next;

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
        this.next = platform.timer(Duration.ZERO);
    }

    /** A task with its followers. It has no mark while one of them was told nothing by a comparison. */
    private static final class Followed {
        private final List<Follower<?, ?>> followers = new ArrayList<>(1);
        private @Nullable TaskMark mark;

        boolean hasOnlyProgressed(TaskMark now) {
            return mark != null
                    && mark.updatedAt().equals(now.updatedAt())
                    && followers.stream()
                            .allMatch(each -> !(each instanceof TaskFollower follower) || follower.knows(now));
        }
    }

    /**
     * Follows the events of a task.
     *
     * @return empty if there is no such task
     * @throws TooManyListenersException if there are too many
     */
    Optional<EventStream> follow(long id, long after, CallDeadline deadline) {
        EventFollower follower = new EventFollower(platform, after, left -> remove(id, left));
        return begins(id, follower, deadline) ? Optional.of(follower) : Optional.empty();
    }

    /**
     * Follows a task itself.
     *
     * @return empty if there is no such task
     * @throws TooManyListenersException if there are too many
     */
    Optional<TaskStream> watch(long id, CallDeadline deadline) {
        TaskFollower follower = new TaskFollower(platform, left -> remove(id, left));
        return begins(id, follower, deadline) ? Optional.of(follower) : Optional.empty();
    }

    /** Adds a follower, and waits until the next round has told it what it reads, or that there is no such task. */
    private boolean begins(long id, Follower<?, ?> follower, CallDeadline deadline) {
        add(id, follower);
        wakeUp.raise();
        boolean begins = false;
        try {
            begins = follower.begins(deadline);
            return begins;
        } finally {
            if (!begins) {
                follower.close();
            }
        }
    }

    @Override
    public Duration round() {
        Map<Long, List<Follower<?, ?>>> begun = takeBeginning();
        tellFirst(begun);
        List<Long> ids = ids();
        if (ids.isEmpty()) {
            return WHEN_WOKEN;
        }
        Duration least = SHORTEST.multipliedBy(1 + ids.size() / TASKS_A_PAUSE);
        if (!begun.isEmpty() && next.remaining().compareTo(least) > 0) {
            rest(least);
        } else if (next.isExpired()) {
            Duration grown = pause.multipliedBy(5).dividedBy(4);
            rest(tellChanges(ids) || grown.compareTo(least) < 0 ? least : grown);
        }
        return next.remaining();
    }

    private void rest(Duration time) {
        pause = time.compareTo(LONGEST) < 0 ? time : LONGEST;
        next = platform.timer(pause);
    }

    /** Reads for all that begin, and tells only them: others were told, and the comparison tells them what follows. */
    private void tellFirst(Map<Long, List<Follower<?, ?>>> begun) {
        List<Long> ids = List.copyOf(begun.keySet());
        try {
            for (int from = 0; from < ids.size(); from += TASKS_A_READ) {
                List<Long> part = ids.subList(from, Math.min(ids.size(), from + TASKS_A_READ));
                Reading reading = read(part, id -> begun.getOrDefault(id, List.of()), Map.of());
                for (long id : part) {
                    begun.getOrDefault(id, List.of()).forEach(follower -> {
                        if (reading.has(id, follower)) {
                            join(id, follower);
                            reading.tell(id, follower);
                        } else {
                            // The task may be stored right now: one that has ended must not be told of it.
                            follower.complete();
                        }
                    });
                }
            }
        } catch (RuntimeException e) {
            begun.values().forEach(all -> all.forEach(follower -> follower.fail(e)));
            throw e;
        }
    }

    /** Tells what has changed since the comparison before, and returns whether anything has. */
    private boolean tellChanges(List<Long> ids) {
        boolean isAnyChanged = false;
        for (int from = 0; from < ids.size(); from += MARKS_A_READ) {
            List<Long> part = ids.subList(from, Math.min(ids.size(), from + MARKS_A_READ));
            Map<Long, TaskMark> marks = inspections.marks(part);
            Map<Long, TaskMark> changed = new LinkedHashMap<>();
            for (long id : part) {
                TaskMark mark = marks.get(id);
                if (mark == null) {
                    followersOf(id).forEach(Follower::complete);
                } else if (isChanged(id, mark)) {
                    changed.put(id, mark);
                }
            }
            tellAll(changed);
            isAnyChanged |= !changed.isEmpty();
        }
        return isAnyChanged;
    }

    private void tellAll(Map<Long, TaskMark> changed) {
        List<Long> ids = List.copyOf(changed.keySet());
        for (int from = 0; from < ids.size(); from += TASKS_A_READ) {
            List<Long> part = ids.subList(from, Math.min(ids.size(), from + TASKS_A_READ));
            Reading reading = read(part, this::followersOf, progressed(changed));
            for (long id : part) {
                remember(id, Objects.requireNonNull(changed.get(id)), reading)
                        .forEach(follower -> reading.tell(id, follower));
            }
        }
    }

    /**
     * What was read of some tasks.
     *
     * @param events for those that follow the events
     * @param tasks for those that follow the task
     */
    private record Reading(Map<Long, Life> events, Map<Long, TaskStream.Seen> tasks) {
        /** The events so far, and the task after them. */
        record Life(List<TaskEvent> events, Task task) {}

        void tell(long id, Follower<?, ?> follower) {
            if (follower instanceof EventFollower one) {
                tell(one, Optional.ofNullable(events.get(id)), Life::events, Life::task);
            } else if (follower instanceof TaskFollower one) {
                tell(one, Optional.ofNullable(tasks.get(id)), Function.identity(), TaskStream.Seen::task);
            }
        }

        boolean has(long id, Follower<?, ?> follower) {
            return follower instanceof EventFollower ? events.containsKey(id) : tasks.containsKey(id);
        }

        private static <N, R> void tell(
                Follower<N, ?> follower, Optional<R> read, Function<R, N> told, Function<R, Task> task) {
            read.ifPresent(
                    it -> follower.tell(told.apply(it), task.apply(it).status().isFinal()));
        }
    }

    /**
     * Each kind of follower has a read of its own, which serves all of the kind. Where only the progress has changed, no large part
     * of a task is read, and one read serves both kinds.
     *
     * @param progressed the marks of the tasks of which only the progress has changed
     */
    private Reading read(
            List<Long> ids, Function<Long, List<Follower<?, ?>>> followers, Map<Long, TaskMark> progressed) {
        List<Long> ofEvents = with(EventFollower.class, ids, followers);
        List<Long> ofTasks = with(TaskFollower.class, ids, followers);
        Set<Long> inDetail = new LinkedHashSet<>(ofEvents);
        ofTasks.stream().filter(progressed::containsKey).forEach(inDetail::add);
        Map<Long, Reading.Life> events = new HashMap<>();
        Map<Long, TaskStream.Seen> tasksRead = new HashMap<>();
        if (!inDetail.isEmpty()) {
            for (TaskDetail detail : inspections.details(List.copyOf(inDetail), CallDeadline.unbounded())) {
                long id = detail.task().id();
                events.put(id, new Reading.Life(TaskEvents.of(detail), detail.task()));
                Optional.ofNullable(progressed.get(id))
                        .flatMap(mark -> TaskFollower.progressed(detail.task(), mark))
                        .ifPresent(seen -> tasksRead.put(id, seen));
            }
        }
        List<Long> whole =
                ofTasks.stream().filter(id -> !progressed.containsKey(id)).toList();
        if (!whole.isEmpty()) {
            submissions.find(whole).forEach(task -> tasksRead.put(task.id(), TaskFollower.whole(task)));
        }
        return new Reading(events, tasksRead);
    }

    /** The tasks of which only the progress has changed, and whose followers know all the rest. */
    private Map<Long, TaskMark> progressed(Map<Long, TaskMark> changed) {
        Map<Long, TaskMark> progressed = new HashMap<>();
        synchronized (lock) {
            changed.forEach((id, mark) -> {
                Followed task = tasks.get(id);
                if (task != null && task.hasOnlyProgressed(mark)) {
                    progressed.put(id, mark);
                }
            });
        }
        return progressed;
    }

    private static List<Long> with(Class<?> kind, List<Long> ids, Function<Long, List<Follower<?, ?>>> followers) {
        return ids.stream()
                .filter(id -> followers.apply(id).stream().anyMatch(kind::isInstance))
                .toList();
    }

    /** Ends all streams, and lets none begin. */
    void close() {
        List<Follower<?, ?>> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(open);
        }
        all.forEach(Follower::close);
    }

    private void add(long id, Follower<?, ?> follower) {
        synchronized (lock) {
            if (closed || open.size() >= most) {
                throw new TooManyListenersException();
            }
            open.add(follower);
            beginning.computeIfAbsent(id, absent -> new ArrayList<>(1)).add(follower);
        }
    }

    private Map<Long, List<Follower<?, ?>>> takeBeginning() {
        synchronized (lock) {
            Map<Long, List<Follower<?, ?>>> taken = beginning;
            beginning = new LinkedHashMap<>();
            return taken;
        }
    }

    /** From now on it is told what has changed, unless its caller has left meanwhile. */
    private void join(long id, Follower<?, ?> follower) {
        synchronized (lock) {
            if (open.contains(follower)) {
                Followed task = tasks.computeIfAbsent(id, absent -> new Followed());
                task.followers.add(follower);
                task.mark = null;
            }
        }
    }

    private void remove(long id, Follower<?, ?> follower) {
        synchronized (lock) {
            open.remove(follower);
            Followed task = tasks.get(id);
            if (task != null && task.followers.remove(follower) && task.followers.isEmpty()) {
                tasks.remove(id);
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
     * Remembers a mark, which is older than what is told now or as old, unless the task was not read for a follower: it was deleted
     * meanwhile. Gives the followers.
     */
    private List<Follower<?, ?>> remember(long id, TaskMark mark, Reading reading) {
        synchronized (lock) {
            Followed task = tasks.get(id);
            if (task == null) {
                return List.of();
            }
            if (task.followers.stream().allMatch(each -> reading.has(id, each))) {
                task.mark = mark;
            }
            return List.copyOf(task.followers);
        }
    }
}
