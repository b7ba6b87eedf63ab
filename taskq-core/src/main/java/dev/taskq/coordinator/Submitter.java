package dev.taskq.coordinator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.CallDeadline;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Submitted;
import dev.taskq.engine.GroupCommit;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Submissions;
import dev.taskq.spi.SubmitCheck.Checked;
import dev.taskq.telemetry.TaskFacts;
import dev.taskq.telemetry.TaskLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Accepts tasks: checks, stores in batches, offers the hints. Three lanes, so that none waits for what is slow in
 * another: plain calls, calls with keys (which may wait for another transaction's lock), and calls larger than a batch.
 */
final class Submitter {
    private static final TaskLog ACCEPTED = TaskLog.routine("accepted");
    private static final int BATCH_ITEMS = 200;
    private static final long BATCH_BYTES = 1 << 20;
    private static final Duration STUCK = Duration.ofSeconds(1);
    private static final int MOST_STUCK = 1_000;

    private final Platform platform;
    private final Submissions submissions;
    private final Admission admission;
    private final Sender sender;
    private final ScheduledHere scheduledHere;
    private final CoordinatorMetrics metrics;
    private final GroupCommit<Insert, Inserted> plain;
    private final GroupCommit<Insert, Inserted> keyed;
    private final GroupCommit<Insert, Inserted> large;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Key, Timer> stuck = new HashMap<>();

    Submitter(
            Platform platform,
            String name,
            Submissions submissions,
            Admission admission,
            Sender sender,
            ScheduledHere scheduledHere,
            CoordinatorMetrics metrics) {
        this.platform = platform;
        this.submissions = submissions;
        this.admission = admission;
        this.sender = sender;
        this.scheduledHere = scheduledHere;
        this.metrics = metrics;
        this.plain = lane(name + "-submit", 2);
        this.keyed = lane(name + "-submit-keyed", 2);
        this.large = lane(name + "-submit-large", 1);
    }

    private record Key(String caller, String key) {
        static Optional<Key> of(NewTask task) {
            return task.idempotencyKey().map(key -> new Key(task.origin().caller(), key));
        }
    }

    private GroupCommit<Insert, Inserted> lane(String name, int flushers) {
        return new GroupCommit<>(
                platform, name, new GroupCommit.Limits(flushers, BATCH_ITEMS, BATCH_BYTES), this::insert);
    }

    void start() {
        plain.start();
        keyed.start();
        large.start();
    }

    void close(Timer longest) throws InterruptedException {
        for (GroupCommit<Insert, Inserted> lane : List.of(plain, keyed, large)) {
            lane.close(longest);
        }
    }

    Submitted submit(NewTask task, CallDeadline deadline) {
        Timer left = platform.timer(deadline.longest());
        return measured(List.of(task), () -> accept(List.of(admission.admit(task)), deadline, left))
                .get(0);
    }

    List<Submitted> submitAll(List<NewTask> tasks, CallDeadline deadline) {
        Timer left = platform.timer(deadline.longest());
        return measured(tasks, () -> accept(admission.admitAll(tasks), deadline, left));
    }

    List<Submitted> submitBatch(List<NewTask> tasks, String key, CallDeadline deadline) {
        Timer left = platform.timer(deadline.longest());
        BatchKey batch = new BatchKey(key);
        List<NewTask> keyed = batch.over(tasks);
        return measured(keyed, () -> accept(batch.bound(admission.admitAll(keyed)), deadline, left));
    }

    private List<Submitted> measured(List<NewTask> tasks, Supplier<List<Submitted>> call) {
        Stopwatch took = platform.stopwatch();
        List<Submitted> rows;
        try {
            rows = call.get();
        } catch (RuntimeException e) {
            metrics.rejected(tasks, e);
            throw e;
        }
        metrics.accepted(tasks, rows, took.elapsed());
        return rows;
    }

    private List<Submitted> accept(List<Checked> call, CallDeadline deadline, Timer left) {
        List<Insert> inserts = call.stream().map(Checked::insert).toList();
        long bytes = call.stream().mapToLong(Checked::bytes).sum();
        List<Key> keys = inserts.stream()
                .flatMap(insert -> Key.of(insert.task()).stream())
                .toList();
        refuseStuck(keys);
        if (left.isExpired() || deadline.hasLeft()) {
            throw new StoreUnavailableException(new IllegalStateException("the caller does not wait any more"));
        }
        Map<String, String> warnings = admission.warnings(inserts);
        try {
            List<Inserted> rows = laneOf(inserts, bytes, !keys.isEmpty()).call(inserts, bytes, deadline, left);
            List<Submitted> submitted = new ArrayList<>(rows.size());
            for (int i = 0; i < rows.size(); i++) {
                Inserted row = rows.get(i);
                Optional<String> warning =
                        Optional.ofNullable(warnings.get(inserts.get(i).task().type()));
                submitted.add(new Submitted(row.id(), row.status(), row.replayed(), warning));
            }
            return submitted;
        } catch (StoreBusyException e) {
            remember(keys);
            throw e;
        }
    }

    private GroupCommit<Insert, Inserted> laneOf(List<Insert> inserts, long bytes, boolean withKeys) {
        if (inserts.size() > BATCH_ITEMS || bytes > BATCH_BYTES) {
            return large;
        }
        return withKeys ? keyed : plain;
    }

    private List<Inserted> insert(List<Insert> inserts) {
        List<Inserted> rows = submissions.insert(inserts);
        List<Hint> hints = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).replayed()) {
                NewTask task = inserts.get(i).task();
                admission.accepted(task.type());
                accepted(rows.get(i), task);
            }
            rows.get(i).hint().ifPresent(hints::add);
        }
        sender.offer(hints);
        scheduledHere.tell(inserts, rows);
        return rows;
    }

    private static void accepted(Inserted row, NewTask task) {
        if (ACCEPTED.isWanted()) {
            Origin origin = task.origin();
            ACCEPTED.write(
                    new TaskFacts(
                            origin.correlationId(),
                            origin.traceparent(),
                            row.id(),
                            task.type(),
                            0,
                            OptionalLong.empty()),
                    "task accepted status={} caller={}",
                    row.status().wireName(),
                    origin.caller());
        }
    }

    /** Another transaction holds a key for longer than a moment: a call that asks for it again soon is not let into a batch. */
    private void remember(List<Key> keys) {
        synchronized (lock) {
            for (Key key : keys) {
                if (stuck.size() < MOST_STUCK) {
                    stuck.put(key, platform.timer(STUCK));
                }
            }
        }
    }

    private void refuseStuck(List<Key> keys) {
        if (keys.isEmpty()) {
            return;
        }
        synchronized (lock) {
            stuck.values().removeIf(Timer::isExpired);
            if (!Collections.disjoint(stuck.keySet(), keys)) {
                throw new StoreBusyException(null);
            }
        }
    }
}
