package dev.taskq.coordinator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.CallDeadline;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.engine.Duty;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.Submissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for the results that callers await: one look for all of them, while there are any. */
final class Watcher implements Duty {
    private static final Duration PERIOD = Duration.ofMillis(20);
    private static final int MOST_IDS = 1_000;

    private final Platform platform;
    private final Submissions submissions;
    private final int mostWaiting;
    private final Signal wakeUp;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Long, List<Waiter>> waiters = new LinkedHashMap<>();

    @GuardedBy("lock")
    private int waiting;

    /**
     * A watcher.
     *
     * @param wakeUp asks for a round
     */
    Watcher(Platform platform, Submissions submissions, int mostWaiting, Signal wakeUp) {
        this.platform = platform;
        this.submissions = submissions;
        this.mostWaiting = mostWaiting;
        this.wakeUp = wakeUp;
    }

    private static final class Waiter {
        final Signal answered;
        volatile Optional<Task> answer = Optional.empty();

        Waiter(Signal answered) {
            this.answered = answered;
        }
    }

    /**
     * Waits until a task is final.
     *
     * @return the task, final; empty where the caller's time is over, it left, too many wait, or there is no such task
     */
    Optional<Task> await(long id, CallDeadline deadline) throws InterruptedException {
        Waiter waiter = new Waiter(platform.newSignal());
        if (!add(id, waiter)) {
            return Optional.empty();
        }
        wakeUp.raise();
        try {
            deadline.whenLeft(waiter.answered::raise);
            waiter.answered.await(0, deadline.longest());
            return waiter.answer;
        } finally {
            remove(id, waiter);
        }
    }

    @Override
    public Duration round() {
        List<Long> ids = nextIds();
        if (ids.isEmpty()) {
            return WHEN_WOKEN;
        }
        Map<Long, TaskStatus> statuses = submissions.statuses(ids);
        List<Long> ended = ids.stream()
                .filter(id -> statuses.containsKey(id) && statuses.get(id).isFinal())
                .toList();
        Map<Long, Task> tasks = new HashMap<>();
        if (!ended.isEmpty()) {
            submissions.find(ended).forEach(task -> tasks.put(task.id(), task));
        }
        for (Long id : ids) {
            if (tasks.containsKey(id) || !statuses.containsKey(id)) {
                answer(id, Optional.ofNullable(tasks.get(id)));
            }
        }
        return PERIOD;
    }

    private boolean add(long id, Waiter waiter) {
        synchronized (lock) {
            if (waiting >= mostWaiting) {
                return false;
            }
            waiting++;
            waiters.computeIfAbsent(id, absent -> new ArrayList<>(1)).add(waiter);
            return true;
        }
    }

    private void remove(long id, Waiter waiter) {
        synchronized (lock) {
            waiting--;
            List<Waiter> ofTask = waiters.get(id);
            if (ofTask != null && ofTask.remove(waiter) && ofTask.isEmpty()) {
                waiters.remove(id);
            }
        }
    }

    /** The next ids in turn: those looked at go to the end. */
    private List<Long> nextIds() {
        synchronized (lock) {
            List<Long> ids = waiters.keySet().stream().limit(MOST_IDS).toList();
            if (ids.size() < waiters.size()) {
                for (Long id : ids) {
                    List<Waiter> ofTask = waiters.remove(id);
                    if (ofTask != null) {
                        waiters.put(id, ofTask);
                    }
                }
            }
            return ids;
        }
    }

    private void answer(long id, Optional<Task> task) {
        List<Waiter> ofTask;
        synchronized (lock) {
            ofTask = waiters.remove(id);
        }
        if (ofTask != null) {
            for (Waiter waiter : ofTask) {
                waiter.answer = task;
                waiter.answered.raise();
            }
        }
    }
}
