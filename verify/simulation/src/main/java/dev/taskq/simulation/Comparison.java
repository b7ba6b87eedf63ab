package dev.taskq.simulation;

import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.spi.StorePort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares the account with the rows. */
final class Comparison {
    private final Violations violations;
    private final Account account;
    private final StorePort store;
    private final Journal journal;
    private final Coverage coverage;

    Comparison(Violations violations, Account account, StorePort store, Journal journal, Coverage coverage) {
        this.violations = violations;
        this.account = account;
        this.store = store;
        this.journal = journal;
        this.coverage = coverage;
    }

    void compareAll() {
        compare(account.rows().stream().map(row -> row.id).toList());
    }

    void compare(Collection<Long> ids) {
        Map<Long, Task> tasks = find(ids);
        for (long id : ids) {
            compare(account.row(id), tasks.get(id));
        }
    }

    private Map<Long, Task> find(Collection<Long> ids) {
        Map<Long, Task> tasks = new HashMap<>();
        store.submissions().find(ids).forEach(task -> tasks.put(task.id(), task));
        return tasks;
    }

    private void compare(Row row, @Nullable Task task) {
        if (task == null) {
            violations.check(row.purged, "the row does not exist: %s", row);
            return;
        }
        violations.check(
                !row.purged && row.status == task.status() && row.counts.equals(task.counts()),
                "the row says %s %s: %s",
                task.status(),
                task.counts(),
                row);
        task.progress().ifPresent(progress -> compare(row, progress));
    }

    /** A handler's note identifies the attempt that has reported it. */
    private void compare(Row row, Task.Progress progress) {
        Journal.Entry attempt = journal.ofNote(progress.note().orElseThrow());
        violations.check(
                attempt.session == row.session && attempt.attempt == row.counts.attempt(),
                "shows the progress of attempt %s of session %s: %s",
                attempt.attempt,
                attempt.session,
                row);
    }

    /** The rows that are in the account and not in the store. */
    List<Row> missing() {
        Map<Long, TaskStatus> statuses = store.submissions()
                .statuses(account.rows().stream().map(row -> row.id).toList());
        List<Row> missing = new ArrayList<>();
        for (Row row : account.rows()) {
            if (!row.purged && !statuses.containsKey(row.id)) {
                missing.add(row);
            }
        }
        return missing;
    }

    /** After a crash of the store: only claims that were not synced are forgotten. */
    void forgot() {
        Map<Long, Task> tasks = find(account.rows().stream().map(row -> row.id).toList());
        for (Row row : account.rows()) {
            Task task = tasks.get(row.id);
            if (task != null && row.status == TaskStatus.RUNNING && task.status() == TaskStatus.QUEUED) {
                coverage.saw(Notable.CLAIM_FORGOTTEN);
                account.forgotClaim(row, task.counts());
            }
            compare(row, task);
        }
    }
}
