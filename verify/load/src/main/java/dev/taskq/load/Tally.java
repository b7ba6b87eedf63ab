package dev.taskq.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The calls of the load test and their outcomes so far. Thread-safe. */
final class Tally {
    private final LongAdder offered = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    /** The accepted tasks that are not known to be final. */
    private final Set<Long> open = ConcurrentHashMap.newKeySet();

    /** The time from when a call was due until it was made. */
    final Latency late = new Latency();

    /** The time from when a call was due until its answer. */
    final Latency enqueue = new Latency();

    /** The time from the row's creation until the start of its last attempt. */
    final Latency waited = new Latency();

    final Latency ran = new Latency();

    /** The time from the row's creation until the task was final. */
    final Latency total = new Latency();

    void offered() {
        offered.increment();
    }

    void answered(Coordinator.Answer answer, Duration sinceDue) {
        enqueue.add(sinceDue);
        switch (answer) {
            case Coordinator.Answer.Accepted(long id) -> {
                accepted.increment();
                open.add(id);
            }
            case Coordinator.Answer.Failed(String why) ->
                refused.computeIfAbsent(why, absent -> new LongAdder()).increment();
        }
    }

    /** Records the state of a task, if it belongs to this load and was open until now. */
    void saw(Coordinator.Seen task) {
        if (!task.isFinal() || !open.remove(task.id())) {
            return;
        }
        (task.status().equals("succeeded") ? succeeded : failed).increment();
        task.finished().ifPresent(finished -> {
            total.add(Duration.between(task.created(), finished));
            task.started().ifPresent(started -> {
                waited.add(Duration.between(task.created(), started));
                ran.add(Duration.between(started, finished));
            });
        });
    }

    long offeredCount() {
        return offered.sum();
    }

    long acceptedCount() {
        return accepted.sum();
    }

    long succeededCount() {
        return succeeded.sum();
    }

    long failedCount() {
        return failed.sum();
    }

    long openCount() {
        return open.size();
    }

    /** The tasks that are open now. */
    List<Long> open() {
        return List.copyOf(open);
    }

    /** The first open task, if there is one. */
    long firstOpen() {
        return open.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    /** The number of calls that were not accepted, by reason. */
    Map<String, Long> refused() {
        Map<String, Long> sorted = new TreeMap<>();
        refused.forEach((why, number) -> sorted.put(why, number.sum()));
        return sorted;
    }
}
