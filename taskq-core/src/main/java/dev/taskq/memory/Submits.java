package dev.taskq.memory;

import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.StoreBusyException;
import dev.taskq.TaskStatus;
import dev.taskq.memory.State.TaskKey;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stores new tasks. */
final class Submits {
    private Submits() {}

    static List<Inserted> insert(Transaction transaction, List<Insert> inserts) {
        List<Optional<Inserted>> results = new ArrayList<>();
        for (Insert insert : inserts) {
            boolean keyed = insert.task().idempotencyKey().isPresent();
            results.add(keyed ? Optional.empty() : Optional.of(store(transaction, insert)));
        }
        List<Integer> conflicts = new ArrayList<>();
        for (int place = 0; place < inserts.size(); place++) {
            if (results.get(place).isEmpty()) {
                results.set(place, storeUnderKey(transaction, inserts.get(place)));
                if (results.get(place).isEmpty()) {
                    conflicts.add(place);
                }
            }
        }
        if (!conflicts.isEmpty()) {
            throw new KeyConflictException(conflicts);
        }
        return results.stream().flatMap(Optional::stream).toList();
    }

    private static Inserted store(Transaction transaction, Insert insert) {
        TaskRow row = TaskRow.insert(transaction.nextTask(), insert, transaction.now());
        transaction.put(row);
        boolean queued = row.status() == TaskStatus.QUEUED;
        return new Inserted(row.id(), row.status(), false, queued ? Optional.of(row.hint()) : Optional.empty());
    }

    /** Empty where the key was used with another body. */
    private static Optional<Inserted> storeUnderKey(Transaction transaction, Insert insert) {
        NewTask task = insert.task();
        TaskKey key = new TaskKey(task.origin().caller(), task.idempotencyKey().orElseThrow());
        if (transaction.isLocked(key)) {
            throw new StoreBusyException(null);
        }
        Optional<TaskRow> before = transaction.underKey(key);
        if (before.isEmpty()) {
            return Optional.of(store(transaction, insert));
        }
        return before.filter(row -> row.given().bodyHash().equals(insert.bodyHash()))
                .map(row -> new Inserted(row.id(), row.given().first(), true, Optional.empty()));
    }
}
