package dev.taskq.coordinator;

import dev.taskq.NewTask;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.json.JsonHash;
import dev.taskq.spi.Insert;
import dev.taskq.spi.SubmitCheck.Checked;
import java.util.ArrayList;
import java.util.List;

/**
 * One idempotency key for a whole batch. Each task gets a key of its own, from the batch's key and the task's place; and what
 * a repeat must match is the whole list: a batch with one task changed, added, left out or moved is another batch. Immutable.
 */
final class BatchKey {
    private final String hash;

    /**
     * A key.
     *
     * @throws TaskRejectedException if it cannot be one
     */
    BatchKey(String key) {
        NewTask.checkKey(key);
        this.hash = JsonHash.of(key);
    }

    /**
     * The tasks, each under its key.
     *
     * @throws TaskRejectedException if one has a key already
     */
    List<NewTask> over(List<NewTask> tasks) {
        List<NewTask> keyed = new ArrayList<>(tasks.size());
        List<Violation> violations = new ArrayList<>();
        for (int place = 0; place < tasks.size(); place++) {
            NewTask task = tasks.get(place);
            if (task.idempotencyKey().isPresent()) {
                violations.add(new Violation(
                        "/tasks/" + place + "/idempotency_key", "must not be given together with a key of the batch"));
            }
            // Never a key that was chosen for a single task, but by intent.
            keyed.add(task.withIdempotencyKey("batch:" + hash + ":" + place));
        }
        if (!violations.isEmpty()) {
            throw new TaskRejectedException(violations);
        }
        return keyed;
    }

    /** The same, where a repeat of each must be a repeat of all. */
    List<Checked> bound(List<Checked> tasks) {
        String all =
                JsonHash.of(tasks.stream().map(task -> task.insert().bodyHash()).toArray(String[]::new));
        return tasks.stream()
                .map(task -> new Checked(new Insert(task.insert().task(), all), task.bytes()))
                .toList();
    }
}
